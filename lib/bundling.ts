import { type BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** How a function becomes one file; the benchmark of cold starts makes its bundles the same way. */
export const BUNDLING = {
  // The versions that were tested, not those of the runtime.
  bundleAwsSDK: true,
  // ioredis calls require() for Node's own modules, which an ESM bundle would need a shim for.
  format: OutputFormat.CJS,
  // The ES modules of a package that has both: the bundler can leave out what is not used, a fifth of the bundle.
  mainFields: ['module', 'main'],
  minify: true,
  target: 'node24',
} as const satisfies BundlingOptions;
