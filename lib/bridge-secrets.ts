import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

/**
 * Makes the secret that signs hooks: 44 letters and digits, which are valid base64 as Standard Webhooks wants it.
 * @param key encrypts it; undefined for the AWS-managed key
 */
export function hookSecret(scope: Construct, key: IKey | undefined): Secret {
  return new Secret(scope, 'HookSecret', {
    description: 'wiki-sso: signs the hooks that the site calls',
    generateSecretString: { passwordLength: 44, excludePunctuation: true },
    ...(key !== undefined && { encryptionKey: key }),
  });
}

/**
 * Makes the key that signs one wiki's assertions. Every wiki has its own, so that none can speak for another.
 * @param host the wiki's host
 * @param key encrypts it; undefined for the AWS-managed key
 */
export function assertionKey(scope: Construct, host: string, key: IKey | undefined): Secret {
  return new Secret(scope, 'AssertionKey', {
    description: `wiki-sso: signs X-Wiki-Identity for ${host}`,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    ...(key !== undefined && { encryptionKey: key }),
  });
}

/**
 * Lets a function read a secret: the one call that it makes.
 * @param key the one that encrypts it; CDK cannot write into the policy of a key it did not make, so the role gets the right
 */
export function letRead(fn: BridgeFunction, secretArn: string, key: IKey | undefined): void {
  fn.lambda.addToRolePolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
  );
  key?.grantDecrypt(fn.lambda);
}
