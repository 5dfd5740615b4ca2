/** Finds free ports on loopback, and explains a port that is taken or forbidden. */

import { connect, createServer } from 'node:net';

/** The only address on which anything listens. */
export const LOOPBACK = '127.0.0.1';

/** Another program listens on the requested port. */
export class PortInUseError extends Error {
  override name = 'PortInUseError';
}

/** Only root may use the requested port. */
export class PortForbiddenError extends Error {
  override name = 'PortForbiddenError';

  constructor(port: number, purpose: string, option: string) {
    super(
      `port ${port} (for ${purpose}) may not be used by this user.\n` +
        `  Choose one from 1024 on: npm start -- ${option} ${other(port < 1024 ? port + 8800 : port + 1)}`,
    );
  }
}

/** `port`, or the next one that no part uses by default, so that the suggestion works. */
function other(port: number): number {
  const free = [8000, 8080].includes(port) ? port + 1 : port;
  return Math.min(free, 65_535);
}

/**
 * Finds out whether a port is free.
 * @param port 0 for any free port
 * @param purpose what the port is for, as the error message says it
 * @param option the option that chooses another port
 * @returns the port
 * @throws {PortInUseError | PortForbiddenError}
 */
export async function claimPort(
  port: number,
  purpose: string,
  option: string,
  listen = tryListening,
): Promise<number> {
  const free = await listen(port).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EACCES' ? new PortForbiddenError(port, purpose, option) : error;
  });
  // A browser also tries ::1, so a program that listens only there would get its requests.
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
