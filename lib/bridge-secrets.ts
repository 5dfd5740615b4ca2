import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

/** Makes the secret that signs hooks: 44 letters and digits, which are valid base64 as Standard Webhooks wants it. */
export function hookSecret(scope: Construct): Secret {
  return new Secret(scope, 'HookSecret', {
    description: 'wiki-sso: signs the hooks that the site calls',
    generateSecretString: { passwordLength: 44, excludePunctuation: true },
  });
}

/**
 * Makes the key that signs one wiki's assertions. Every wiki has its own, so that none can speak for another.
 * @param host the wiki's host
 */
export function assertionKey(scope: Construct, host: string): Secret {
  return new Secret(scope, 'AssertionKey', {
    description: `wiki-sso: signs X-Wiki-Identity for ${host}`,
    generateSecretString: { passwordLength: 64, excludePunctuation: true },
  });
}
