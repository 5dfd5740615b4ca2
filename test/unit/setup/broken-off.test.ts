import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';

const PYTHON_LOCKS = ['requirements.lock', 'requirements-build.lock', 'requirements-test.lock'];

/** A clone in which a program of the test's stands for npm, and another for Python. */
let clone: string;
let setup: ChildProcess;
let output = '';
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'wiki-sso-broken-off-'));
  cpSync(join(ROOT, 'local'), join(clone, 'local'), { recursive: true });
  for (const file of ['package.json', 'package-lock.json', ...PYTHON_LOCKS]) {
    cpSync(join(ROOT, file), join(clone, file));
  }
  mkdirSync(join(clone, 'bin'));
});
afterEach(() => {
  setup.kill('SIGKILL');
  rmSync(clone, { recursive: true, force: true });
});

function program(name: string, script: string): string {
  const file = join(clone, 'bin', name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`);
  chmodSync(file, 0o755);
  return file;
}

/** `npm` and the making of Python's environment do this. */
function begin(npm: string, venv: string): void {
  program('npm', npm);
  const probe = 'printf "3.11\\n%s\\nvenv\\n" "$0"';
  const python = program('python', `case "$1" in -c) ${probe};; *) ${venv};; esac`);
  output = '';
  setup = spawn(process.execPath, [join(clone, 'local', 'setup.mjs'), 'demo'], {
    env: { PATH: `${join(clone, 'bin')}:/usr/bin:/bin`, WIKI_SSO_PYTHON: python },
  });
  for (const stream of [setup.stdout, setup.stderr]) {
    stream?.on('data', (data) => {
      output += data;
    });
  }
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20);
}

const RUNS_ON = 'echo $$ > "$(dirname "$0")/other.pid"; exec sleep 300';
const pidOfOther = () => Number(readFileSync(join(clone, 'bin', 'other.pid'), 'utf8'));
const otherStarted = () => existsSync(join(clone, 'bin', 'other.pid')) && pidOfOther() > 0;

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a set-up that cannot be finished', () => {
  test.each([
    [
      'npm fails',
      `while [ ! -s "$(dirname "$0")/other.pid" ]; do sleep 0.05; done; echo "npm error code ECONNREFUSED"; exit 1`,
      RUNS_ON,
      /npm packages.*exit code 1[\s\S]*ECONNREFUSED[\s\S]*registry cannot be reached/,
    ],
    [
      'Python fails',
      RUNS_ON,
      `while [ ! -s "$(dirname "$0")/other.pid" ]; do sleep 0.05; done; echo "no ensurepip"; exit 1`,
      /Python environment.*exit code 1[\s\S]*no ensurepip/,
    ],
  ])(
    'when %s: the error is shown, and the other step is ended with all that it started',
    async (_, npm, venv, text) => {
      begin(npm, venv);
      const [code] = await once(setup, 'close');
      expect(output).toMatch(text);
      expect(code).toBe(1);
      await until(() => !isRunning(pidOfOther()));
    },
  );

  test('says at Ctrl-C that it stops, also while a step does not want to end', async () => {
    begin(RUNS_ON, 'trap "" TERM; : > "$(dirname "$0")/stubborn"; while true; do sleep 1; done');
    await until(() => otherStarted() && existsSync(join(clone, 'bin', 'stubborn')));
    setup.kill('SIGINT');
    await until(() => output.includes('Stopping the set-up (Ctrl-C)'));
    expect(setup.exitCode).toBeNull();
    const [code] = await once(setup, 'close');
    expect(code).toBe(130);
    expect(isRunning(pidOfOther())).toBe(false);
  });
});
