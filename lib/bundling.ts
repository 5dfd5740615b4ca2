import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/**
 * Ways to credentials that a function never takes: Lambda puts its role's into the environment. The SDK imports each
 * of these only when it comes to it, so that leaving them out costs nothing and saves a quarter of the bundle. What
 * stays out is Lambda's own copy, should it ever be asked for.
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
 * How a function becomes one file; the benchmark of cold starts makes its bundles the same way.
 * @param readsSecrets whether it ever asks Secrets Manager; the SDK stays out of the others
 */
export function bundlingOf(readsSecrets: boolean) {
  return {
    // Everything that is used is in the file, the SDK too: the versions that were tested, not those of the runtime.
    externalModules: readsSecrets ? OTHER_CREDENTIALS : [...OTHER_CREDENTIALS, SECRETS_SDK],
    // ioredis calls require() for Node's own modules, which an ESM bundle would need a shim for.
    format: OutputFormat.CJS,
    // The ES modules of a package that has both: the bundler can leave out what is not used.
    mainFields: ['module', 'main'],
    minify: true,
    target: 'node24',
  } satisfies BundlingOptions;
}
