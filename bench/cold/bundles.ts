/** Bundles functions as the CDK does when it deploys. */

import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build, type Format } from 'esbuild';
import { bundlingOf } from '../../lib/bundling.ts';
import type { Subject } from './subjects.ts';

/** A bundled function. */
export interface Bundle {
  readonly file: string;
  readonly bytes: number;
}

/** Bundles a function as the CDK does when it deploys. */
export function bundleOf(subject: Subject, folder: string): Promise<Bundle> {
  return bundle(`functions/${subject.name}/handler`, folder, asDeployed(subject));
}

/** The esbuild options of the CDK for a function. */
export function asDeployed({ readsSecrets }: Subject): BuildOptions {
  const { externalModules, format, ...same } = bundlingOf(readsSecrets);
  return { ...same, external: externalModules, format: format as Format };
}

/** Bundles an entry file. @param entry its path without the extension */
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
