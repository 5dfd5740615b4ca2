/** The esbuild options that turn a function into one file. */

import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * Credential providers that a function never uses, because Lambda puts the role's credentials into the environment. The
 * SDK imports each of them only when needed, so leaving them out is safe and saves a quarter of the bundle. If one were
 * needed after all, Lambda's own copy would answer.
 */
const OTHER_CREDENTIALS = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
];

const SECRETS_SDK = '@aws-sdk/client-secrets-manager';

/**
 * The options that bundle a function; the benchmark of cold starts uses them too.
 * @param readsSecrets whether the function reads from Secrets Manager; without it the SDK stays out
 */
export function bundlingOf(readsSecrets: boolean) {
  return {
    // The file contains everything that is used, including the SDK: the tested versions, not those of the runtime.
    externalModules: readsSecrets ? OTHER_CREDENTIALS : [...OTHER_CREDENTIALS, SECRETS_SDK],
    // ioredis calls require() for Node's own modules; an ESM bundle would need a shim for that.
    format: OutputFormat.CJS,
    // Prefer a package's ES modules: the bundler can then leave out unused code.
    mainFields: ['module', 'main'],
    minify: true,
    target: 'node24',
  } satisfies BundlingOptions;
}
