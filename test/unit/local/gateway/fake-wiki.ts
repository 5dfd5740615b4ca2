import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

const PLAIN_ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A backend that keeps every byte it got, and answers with the very bytes it is told. */
export class FakeWiki {
  /** The requests, head and body, one character a byte. */
  readonly requests: string[] = [];
  /** What it answers; `undefined` says nothing at all, and a function does what it likes with the socket. */
  answer: string | undefined | ((socket: Socket) => void) = PLAIN_ANSWER;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      const index = this.requests.push('') - 1;
      let answered = false;
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        this.requests[index] += chunk.toString('latin1');
        if (answered || !this.requests[index]?.includes('\r\n\r\n')) return;
        answered = true;
        if (typeof this.answer === 'function') this.answer(socket);
        else if (this.answer !== undefined) socket.end(Buffer.from(this.answer, 'latin1'));
      });
    });
  }

  static async start(): Promise<FakeWiki> {
    const wiki = new FakeWiki();
    await new Promise<void>((resolve) => wiki.#server.listen(0, '127.0.0.1', resolve));
    return wiki;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Request line of the last request. */
  get requestLine(): string {
    return this.#last.split('\r\n')[0] ?? '';
  }

  /** Values of one header of the last request. */
  header(name: string): string[] {
    const lines = this.#last.split('\r\n\r\n')[0]?.split('\r\n').slice(1) ?? [];
    return lines
      .map((line) => line.split(/: ?(.*)/))
      .filter(([key]) => key?.toLowerCase() === name.toLowerCase())
      .map(([, value]) => value ?? '');
  }

  get #last(): string {
    return this.requests.at(-1) ?? '';
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
