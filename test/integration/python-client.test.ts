import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { HOOK_SECRET } from '../../harness/signed-hook.ts';
import { ROOT, VENV } from '../../local/paths.ts';
import { hooks, useBridge } from '../support/use-bridge.ts';

// The Python client's contract tests run against its fake bridge in its own suite, and here against the real hooks:
// what sites test themselves against cannot drift from what they are deployed against.

useBridge({ overHttp: true });

test('the contract tests of the Python client hold for the real hooks', async () => {
  const { code, output } = await contractTests();

  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/\d{3} passed/);
}, 120_000);

async function contractTests(): Promise<{ code: number | null; output: string }> {
  const program = spawn(
    join(VENV, 'bin', 'pytest'),
    ['-q', '--tb=short', '-p', 'no:cacheprovider', 'tests/test_contract.py'],
    {
      cwd: join(ROOT, 'clients', 'python'),
      env: {
        ...process.env,
        PYTHONDONTWRITEBYTECODE: '1',
        WIKI_SSO_TEST_HOOKS_URL: hooks.url,
        WIKI_SSO_TEST_HOOK_SECRET: HOOK_SECRET,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let output = '';
  program.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    program.once('error', reject).once('close', resolve);
  });
  return { code, output };
}
