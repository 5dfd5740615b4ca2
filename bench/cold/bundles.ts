import { statSync } from 'node:fs';
import { join } from 'node:path';
import { OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { build } from 'esbuild';
import { BUNDLING } from '../../lib/bundling.ts';

/** One file that Lambda would run. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

/** Bundles an entry as the CDK does when it deploys. */
export async function bundle(entry: string, folder: string): Promise<Bundle> {
  const { format, mainFields, minify, target } = BUNDLING;
  const file = join(folder, `${entry.replaceAll('/', '-')}.cjs`);
  await build({
    entryPoints: [`${entry}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: format === OutputFormat.CJS ? 'cjs' : 'esm',
    mainFields: [...mainFields],
    minify,
    target,
    logLevel: 'error',
  });
  return { file, bytes: statSync(file).size };
}
