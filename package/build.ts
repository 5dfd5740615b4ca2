// `npm run package`: builds the npm package with the construct, .local/package/wiki-sso-<version>.tgz.

import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FunctionName } from '../functions/shared/runtime/metric-names.ts';
import { bundlingOf } from '../lib/bundling.ts';
import { ROOT } from '../local/paths.ts';

const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const TARGET = join(ROOT, '.local', 'package');
const CONTENT = join(TARGET, 'content');

rmSync(TARGET, { recursive: true, force: true });
mkdirSync(CONTENT, { recursive: true });

await build({
  entryPoints: [join(ROOT, 'lib', 'index.ts')],
  outfile: join(CONTENT, 'index.js'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  packages: 'external',
});
for (const name of Object.values(FunctionName)) {
  // With a store by URL, expire reads a secret, so each bundle here contains the SDK.
  const { externalModules, minify, target, mainFields } = bundlingOf(true);
  await build({
    entryPoints: [join(ROOT, 'functions', name, 'handler.ts')],
    outfile: join(CONTENT, 'functions', name, 'index.js'),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: externalModules,
    minify,
    target,
    mainFields,
  });
}
execFileSync(process.execPath, [
  join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
  ...['-p', join(ROOT, 'package', 'tsconfig.json'), '--outDir', join(CONTENT, 'types')],
]);
const { tldts, constructs, 'aws-cdk-lib': cdk } = own.dependencies;
writeFileSync(
  join(CONTENT, 'package.json'),
  `${JSON.stringify(
    {
      name: own.name,
      version: own.version,
      description: own.description,
      type: 'module',
      exports: { '.': { types: './types/lib/index.d.ts', default: './index.js' } },
      engines: own.engines,
      dependencies: { tldts },
      peerDependencies: { 'aws-cdk-lib': `^${cdk}`, constructs: `^${constructs}` },
    },
    null,
    2,
  )}\n`,
);
const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', TARGET], {
  cwd: CONTENT,
  encoding: 'utf8',
});
process.stdout.write(`${join(TARGET, packed.trim())}\n`);
