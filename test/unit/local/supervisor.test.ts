import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type DataDir, dataDir } from '../../../local/paths.ts';
import { StoppingError, Supervisor } from '../../../local/supervisor.ts';

let dir: DataDir;
let lines: string[];
let supervisor: Supervisor;
beforeEach(() => {
  dir = dataDir(mkdtempSync(join(tmpdir(), 'wiki-sso-supervisor-')));
  lines = [];
  supervisor = new Supervisor(dir, (part, line) => lines.push(`${part}: ${line}`));
});
afterEach(async () => {
  await supervisor.stopAll();
  rmSync(dir.root, { recursive: true });
});

function shell(script: string) {
  return supervisor.start({ name: 'part', command: '/bin/sh', args: ['-c', script], cwd: '/', env: {} });
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('parts', () => {
  test('are ready with their first line, which is logged and handed on', async () => {
    const part = shell('echo up; echo problem >&2; sleep 30');
    await part.untilFirstLine(5_000);
    await part.stop();
    expect(lines).toContain('part: up');
    expect(readFileSync(join(dir.logs, 'part.log'), 'utf8')).toContain('problem');
  });

  test('that end before they are ready say so with the end of their log', async () => {
    await expect(shell('echo no such setting >&2; exit 2').untilFirstLine(5_000)).rejects.toThrow(
      /part: exit code 2\n {4}no such setting/,
    );
  });

  test('that never get ready are given up', async () => {
    await expect(shell('sleep 30').untilFirstLine(200)).rejects.toThrow('not ready after 0.2 s');
  });

  test('that cannot be started say why', async () => {
    const part = supervisor.start({ name: 'part', command: '/no/such', args: [], cwd: '/', env: {} });
    await expect(part.untilDone()).rejects.toThrow('ENOENT');
  });

  test('end with everything that they started, even what ignores being asked', async () => {
    const file = join(dir.root, 'pid');
    const part = shell(
      `sh -c 'trap "" TERM; while :; do sleep 0.1; done' & echo $! > ${file}; echo up; wait`,
    );
    await part.untilFirstLine(5_000);
    const child = Number(readFileSync(file, 'utf8'));
    await part.stop();
    await eventually(() => !isRunning(child));
  });

  test('that crash are reported, but not when everything is being stopped', async () => {
    const part = shell('echo up; sleep 0.2; echo bang; exit 3');
    await part.untilFirstLine(5_000);
    supervisor.keep(part);
    expect(await supervisor.crashed).toMatch(/part: exit code 3\n(.*\n)* {4}bang/);
  });

  test('cannot be started any more once everything is being stopped', async () => {
    await supervisor.stopAll();
    expect(() => shell('true')).toThrow(StoppingError);
  });
});

test('when the process that started them is killed, the parts end and endpoints.json goes', async () => {
  writeFileSync(dir.endpointsFile, '{}');
  const script = `
    import { Supervisor } from ${JSON.stringify(join(process.cwd(), 'local/supervisor.ts'))};
    const supervisor = new Supervisor(${JSON.stringify(dir)}, () => {});
    const part = supervisor.start({ name: 'p', command: '/bin/sleep', args: ['60'], cwd: '/', env: {} });
    setTimeout(() => { console.log(part.pid); process.kill(process.pid, 'SIGKILL'); }, 200);`;
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
  expect(Number(stdout)).toBeGreaterThan(1);
  await eventually(() => !isRunning(Number(stdout)) && !existsSync(dir.endpointsFile));
});

async function eventually(isTrue: () => boolean): Promise<void> {
  for (let i = 0; i < 300 && !isTrue(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(isTrue()).toBe(true);
}
