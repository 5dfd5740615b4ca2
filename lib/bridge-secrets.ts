/** The secrets that sign hooks and assertions, and the right to read one. */

import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import type { BridgeFunction } from './bridge-function.ts';

/**
 * Creates the secret that signs hooks: 44 letters and digits, which are valid base64 as Standard Webhooks requires.
 * @param key encrypts the secret; undefined for the AWS-managed key
 */
export function hookSecret(scope: Construct, key: IKey | undefined): Secret {
  return new Secret(scope, 'HookSecret', {
    description: 'wiki-sso: signs the hooks that the site calls',
    generateSecretString: { passwordLength: 44, excludePunctuation: true },
    ...(key !== undefined && { encryptionKey: key }),
  });
}

/**
 * Creates the key that signs one wiki's assertions. Each wiki has its own key, so that none can sign for another.
 * @param host the wiki's host
 * @param key encrypts the secret; undefined for the AWS-managed key
 */
export function assertionKey(scope: Construct, host: string, key: IKey | undefined): Secret {
  return new Secret(scope, 'AssertionKey', {
    description: `wiki-sso: signs X-Wiki-Identity for ${host}`,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
    ...(key !== undefined && { encryptionKey: key }),
  });
}

/**
 * Allows a function to read a secret.
 * @param key encrypts the secret; the role gets the right to it, because CDK cannot change the policy of an imported key
 */
export function letRead(fn: BridgeFunction, secretArn: string, key: IKey | undefined): void {
  fn.lambda.addToRolePolicy(
    new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secretArn] }),
  );
  key?.grantDecrypt(fn.lambda);
}
