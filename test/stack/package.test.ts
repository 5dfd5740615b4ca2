import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ROOT } from '../../local/paths.ts';
import { snippetsIn } from '../support/doc-snippets.ts';
import { resourcesOf, type Template } from '../support/synth.ts';

/** What a stranger pastes from docs/configuration.md, and a use of what comes back. */
const [PASTED, ...others] = snippetsIn('docs/configuration.md').filter(({ language }) => language === 'ts');
const APP = `${PASTED?.text}
export const hookSecret = sso.hookSecret.secretArn;
export const logins = sso.functions.loginHook.lambda.functionArn;
`;

let folder: string;
const run = (args: string[]) =>
  execFileSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    stdio: 'pipe',
    // As `cdk synth` starts an app.
    env: { ...process.env, CDK_OUTDIR: 'out' },
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wiki-sso-package-'));
  const tarball = execFileSync(process.execPath, [join(ROOT, 'package', 'build.ts')], {
    encoding: 'utf8',
  }).trim();
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ type: 'module', private: true }));
  // Peers are what the app has already; installing them would take a minute and prove nothing.
  execFileSync(
    'npm',
    ['install', '--legacy-peer-deps', '--prefer-offline', '--no-audit', '--no-fund', tarball],
    {
      cwd: folder,
      stdio: 'pipe',
    },
  );
  for (const peer of ['aws-cdk-lib', 'constructs'])
    symlinkSync(join(ROOT, 'node_modules', peer), join(folder, 'node_modules', peer));
  writeFileSync(join(folder, 'app.ts'), APP);
}, 240_000);
jest.setTimeout(240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the npm package, in a CDK app that is new', () => {
  test('is the one block of TypeScript on the page', () => expect(others).toEqual([]));

  test('synthesizes, with the functions that it brings, names of that stack, and outputs for the command line', () => {
    run(['app.ts']);
    const template = JSON.parse(
      readFileSync(join(folder, 'out', 'Intranet.template.json'), 'utf8'),
    ) as Template;
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties);
    expect(functions).toHaveLength(4);
    for (const { Handler, Environment } of functions) {
      expect(Handler).toBe('index.handler');
      expect(Environment.Variables.DEPLOYMENT).toBe('Intranet');
    }
    expect(resourcesOf(template, 'AWS::ElastiCache::ServerlessCache')).toHaveLength(1);
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining(['HooksUrl', 'Wiki0Url', 'AlarmTopicArn']),
    );
  });

  test('has types that a strict compiler takes, and refuses a prop that is misspelt', () => {
    const check = () =>
      run([
        join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
        ...[
          '--noEmit',
          '--strict',
          '--skipLibCheck',
          '--module',
          'NodeNext',
          '--target',
          'ES2024',
          '--types',
          '',
        ],
        ...['--ignoreConfig', 'app.ts'],
      ]);
    expect(check()).toBe('');
    writeFileSync(join(folder, 'app.ts'), APP.replace('maxStorageGb', 'maxStorage'));
    expect(check).toThrow();
    writeFileSync(join(folder, 'app.ts'), APP);
  });

  test('tells a bad prop at synthesis, by its name', () => {
    writeFileSync(join(folder, 'bad.ts'), APP.replace("'example.com'", "'co.uk'"));
    expect(() => run(['bad.ts'])).toThrow(/cookieDomain: expected .*, got \["co.uk"\]/);
  });
});
