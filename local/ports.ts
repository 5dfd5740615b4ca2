/** Finds free ports on loopback, and explains a port that is taken or forbidden. */

import { connect, createServer } from 'node:net';

/** Everything listens here and nowhere else. */
export const LOOPBACK = '127.0.0.1';

/** Somebody else listens on a port that was asked for. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
}

/** A port that was asked for is kept for root. */
export class PortForbiddenError extends Error {
  override name = 'PortForbiddenError';

  constructor(port: number, purpose: string, option: string) {
    super(
      `port ${port} (for ${purpose}) may not be used by this user.\n` +
        `  Choose one from 1024 on: npm start -- ${option} ${other(port < 1024 ? port + 8800 : port + 1)}`,
    );
  }
}

/** `port` or the next one that no part has by default: what is suggested must not be refused in its turn. */
function other(port: number): number {
  const free = [8000, 8080].includes(port) ? port + 1 : port;
  return Math.min(free, 65_535);
}

/** `port`, or a free one when it is 0. @throws {PortInUseError | PortForbiddenError} naming the port, what for, the option */
export async function claimPort(
  port: number,
  purpose: string,
  option: string,
  listen = tryListening,
): Promise<number> {
  const free = await listen(port).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EACCES' ? new PortForbiddenError(port, purpose, option) : error;
  });
  // A browser tries ::1 as well: whoever listens only there would get its requests.
  if (free === undefined || (port !== 0 && (await answers('::1', port)))) {
    throw new PortInUseError(
      `port ${port} (for ${purpose}) is in use by another program.\n` +
        `  Stop that one, or choose another port: npm start -- ${option} ${other(port + 1)}`,
    );
  }
  return free;
}

function tryListening(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(port, LOOPBACK, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 300 });
    const done = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => done(true));
    socket.once('error', () => done(false));
    socket.once('timeout', () => done(false));
  });
}
