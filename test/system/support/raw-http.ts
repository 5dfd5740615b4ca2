import { connect } from 'node:net';

/**
 * Sends the very bytes (one character a byte) over one connection, and reads until the other side has been silent for
 * a while or closes: so that an answer too many shows as well.
 */
export function rawHttp(port: number, text: string, silenceMs = 400): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(Buffer.from(text, 'latin1')));
    let answer = '';
    // The first answer may take as long as it takes; what is counted is what comes after it.
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
