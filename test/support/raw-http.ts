/** Sends HTTP requests byte for byte over a socket. */

import { connect } from 'node:net';

/**
 * Sends these bytes over one connection, and reads until the server closes it or is silent for a while after its first
 * answer, so that a second answer shows as well.
 *
 * @param port on loopback
 * @param text one character a byte
 * @param silenceMs 0 waits until the server closes the connection
 */
export function rawHttp(port: number, text: string, silenceMs = 400): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
      socket.setTimeout(silenceMs);
    });
    socket.setTimeout(5_000);
    socket.on('timeout', () => socket.destroy());
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}

/** The status codes of the answers, in their order. */
export function statusesOf(answer: string): number[] {
  return [...answer.matchAll(/^HTTP\/1\.1 (\d{3}) /gm)].map(([, status]) => Number(status));
}
