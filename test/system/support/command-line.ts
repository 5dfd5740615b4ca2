import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { PYTHON, ROOT } from '../../../local/paths.ts';
import { INSTANCE_DIR } from './operator.ts';
import { endpoints } from './system-under-test.ts';

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How it ended on a terminal, where stdout and stderr are one. */
export interface EndedOnTerminal {
  readonly code: number;
  readonly screen: string;
  /** Whether the terminal shows again what is typed. */
  readonly echoes: boolean;
  /** What was never typed, because its turn did not come. */
  readonly left: readonly unknown[];
}

const COMMAND = join(ROOT, 'cli', 'wiki-sso.mjs');

/** Everything that any command printed so far: no secret may be in it. */
export const printed: string[] = [];

/** Runs `wiki-sso` as an operator does, in a process of its own. @param input what comes through the pipe */
export async function wikiSso(
  args: readonly string[],
  input = '',
  env: NodeJS.ProcessEnv = {},
): Promise<Ended> {
  const ended = await run(process.execPath, [COMMAND, ...args], input, env);
  printed.push(ended.stdout, ended.stderr);
  return ended;
}

/** Runs it on a terminal. @param typed what to wait for, and what to type then */
export async function wikiSsoOnTerminal(
  args: readonly string[],
  typed: readonly (readonly [awaited: string, keys: string])[],
  env: NodeJS.ProcessEnv = {},
): Promise<EndedOnTerminal> {
  const script = join(ROOT, 'test', 'system', 'support', 'on_terminal.py');
  const command = [script, process.execPath, COMMAND, ...args];
  const ended = await run(PYTHON, command, JSON.stringify(typed), { TERM: 'xterm', ...env });
  const read = JSON.parse(ended.stdout) as EndedOnTerminal;
  printed.push(read.screen);
  return read;
}

/** The variables that lead `--stack` to the emulator, as they would to an account. */
export const ACCOUNT = {
  AWS_ENDPOINT_URL: endpoints.awsEndpointUrl,
  AWS_REGION: endpoints.awsRegion,
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

/** Without an account, or a way to one. */
const NO_ACCOUNT = {
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
};

function run(
  command: string,
  args: readonly string[],
  input: string,
  env: NodeJS.ProcessEnv,
): Promise<Ended> {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, {
    env: { PATH, HOME, DATA_DIR: INSTANCE_DIR, ...NO_ACCOUNT, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text) => {
      texts[name] += text;
    });
  }
  // A command that reads nothing may be gone already.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}
