import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Format } from 'esbuild';
import { bundlingOf } from '../../lib/bundling.ts';
import type { Subject } from './subjects.ts';

/** One file that Lambda would run. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

/** Bundles a function as the CDK does when it deploys. */
export function bundleOf(subject: Subject, folder: string): Promise<Bundle> {
  return bundle(`functions/${subject.name}/handler`, folder, asDeployed(subject));
}

/** The options with which the CDK calls esbuild for a function. */
export function asDeployed({ readsSecrets }: Subject): BuildOptions {
  const { externalModules, format, ...same } = bundlingOf(readsSecrets);
  return { ...same, external: externalModules, format: format as Format };
}

/** Bundles an entry, given without its extension. */
export async function bundle(entry: string, folder: string, options: BuildOptions): Promise<Bundle> {
  const file = join(folder, `${entry.replaceAll('/', '-')}.${options.format === 'esm' ? 'mjs' : 'cjs'}`);
  await build({
    entryPoints: [`${entry}.ts`],
    outfile: file,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
    ...options,
  });
  return { file, bytes: statSync(file).size };
}
