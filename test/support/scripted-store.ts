/** A server that answers RESP commands as a script says. */

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Returns the answer to a command as bytes of the protocol; `undefined` for no answer at all. */
export type Script = (command: readonly string[], connection: number) => string | undefined;

/** A server that speaks enough RESP to misbehave as a test needs. */
export class ScriptedStore {
  readonly commands: string[][] = [];
  connections = 0;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(script: Script) {
    this.#server = createServer((socket) => {
      const connection = ++this.connections;
      this.#sockets.add(socket);
      let unread = '';
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        unread += chunk.toString('latin1');
        for (let read = readCommand(unread); read !== undefined; read = readCommand(unread)) {
          unread = unread.slice(read.length);
          this.commands.push(read.command);
          const answer =
            read.command[0]?.toUpperCase() === 'HELLO' ? '%0\r\n' : script(read.command, connection);
          if (answer === CLOSE) socket.destroy();
          else if (answer !== undefined) socket.write(answer, 'latin1');
        }
      });
    });
  }

  static async start(script: Script): Promise<ScriptedStore> {
    const store = new ScriptedStore(script);
    await new Promise<void>((resolve) => store.#server.listen(0, '127.0.0.1', resolve));
    return store;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** An answer that is none: the connection is cut. */
export const CLOSE = '\0close';

/** Reads one command, an array of bulk strings, from the beginning of a text. */
function readCommand(text: string): { command: string[]; length: number } | undefined {
  const count = /^\*(\d+)\r\n/.exec(text);
  if (count === null) return undefined;
  const command: string[] = [];
  let at = count[0].length;
  for (let i = 0; i < Number(count[1]); i++) {
    const size = /^\$(\d+)\r\n/.exec(text.slice(at));
    if (size === null) return undefined;
    const start = at + size[0].length;
    const end = start + Number(size[1]);
    if (text.length < end + 2) return undefined;
    command.push(text.slice(start, end));
    at = end + 2;
  }
  return { command, length: at };
}
