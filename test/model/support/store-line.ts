import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { CommandReader, type WireCommand, writeCommand } from './resp-commands.ts';
import { COOKIE_AGE, SECOND } from './world.ts';

const COOKIE_SET = 'wiki_cookie_keys';

/** What the line does to commands while it is set; the handshake of a new connection always goes through. */
export type LineFault =
  /** The connection ends before the store has seen the command. */
  | 'lose-question'
  /** The store runs the command; the connection ends instead of its answer. */
  | 'lose-answer'
  /** Commands vanish and the connection stays. */
  | 'swallow-question'
  /** The store runs the command; its answer vanishes and the connection stays. */
  | 'swallow-answer';

interface Call {
  readonly client: Socket;
  readonly upstream: Socket;
  /** Replies that come now are for a command under this fault. */
  fault: LineFault | undefined;
}

/**
 * The line between the functions and a real store. It loses or swallows what the test says, and reads which time a
 * function gave to its script. All else (atomicity, sorted sets, the lifetime of hook ids, persistence) is the server's
 * own.
 */
export class StoreLine {
  /** The time in the last script that the store was handed, whole microseconds since the epoch. */
  clock: number | undefined;
  /** Told when a command has been handed to the store. */
  onCommand: (() => void) | undefined;
  readonly #target: number;
  readonly #server: Server;
  readonly #calls = new Set<Call>();
  readonly #orphans = new Set<Socket>();
  #fault: LineFault | undefined;
  #faultsLeft = 0;
  #port = 0;

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ noDelay: true }, (client) => this.#accept(client));
  }

  static async start(target: number): Promise<StoreLine> {
    const line = new StoreLine(target);
    await line.listen();
    return line;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.#port}`;
  }

  /** From now on the next `times` commands (a pipeline is one) suffer it; `undefined` ends it. */
  suffer(fault: LineFault | undefined, times = Number.POSITIVE_INFINITY): void {
    this.#fault = fault;
    this.#faultsLeft = times;
  }

  /** Cuts every connection. */
  cut(): void {
    for (const { client } of this.#calls) client.resetAndDestroy();
  }

  /** Takes no new connection; those that are open stay. */
  refuseNew(): void {
    this.#server.close();
  }

  /** Listens, again after `refuseNew`, at the same port. */
  async listen(): Promise<void> {
    if (this.#server.listening) return;
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Waits until the store has worked off what connections left behind that are gone by now. */
  async settled(): Promise<void> {
    await Promise.all(
      [...this.#orphans].map(
        (socket) => new Promise<void>((resolve) => socket.once('close', () => resolve())),
      ),
    );
  }

  async stop(): Promise<void> {
    this.refuseNew();
    this.cut();
    for (const socket of this.#orphans) socket.destroy();
  }

  #accept(client: Socket): void {
    const upstream = connect({ port: this.#target, host: '127.0.0.1', noDelay: true });
    const call: Call = { client, upstream, fault: undefined };
    const reader = new CommandReader();
    this.#calls.add(call);
    client.on('data', (chunk) => this.#ask(call, reader.read(chunk)));
    upstream.on('data', (chunk) => {
      if (call.fault === 'lose-answer') client.resetAndDestroy();
      else if (call.fault === undefined && !client.destroyed) client.write(chunk);
    });
    client.on('error', () => {});
    upstream.on('error', () => {});
    client.on('close', () => {
      this.#calls.delete(call);
      if (upstream.closed) return;
      // What was sent is run all the same, as it would be without the line.
      this.#orphans.add(upstream);
      upstream.once('close', () => this.#orphans.delete(upstream));
      upstream.end();
    });
    upstream.on('close', () => client.destroy());
  }

  #ask(call: Call, commands: readonly WireCommand[]): void {
    if (commands.length === 0) return;
    if (commands.some(({ name }) => name !== 'HELLO')) {
      call.fault = this.#faultsLeft > 0 ? this.#fault : undefined;
      this.#faultsLeft--;
      if (call.fault === 'swallow-question') return;
      if (call.fault === 'lose-question') {
        call.client.resetAndDestroy();
        return;
      }
    }
    for (const command of commands) this.clock = clockOf(command) ?? this.clock;
    call.upstream.write(Buffer.concat(commands.map(({ parts }) => writeCommand(parts))));
    if (commands.some(({ name }) => name !== 'HELLO')) this.onCommand?.();
  }
}

/**
 * The time in a script's arguments, after the keys: a hook's second argument; in expire's script for the cookie set,
 * which has that key alone, the first, less the cookie age.
 */
function clockOf({ name, parts }: WireCommand): number | undefined {
  if (name !== 'EVAL' && name !== 'EVALSHA') return undefined;
  const keys = Number(String(parts[2]));
  if (keys > 1) return microseconds(parts[4 + keys]);
  return String(parts[3]) === COOKIE_SET ? microseconds(parts[3 + keys]) + COOKIE_AGE : undefined;
}

function microseconds(seconds: Buffer | undefined): number {
  return Math.round(Number(String(seconds)) * SECOND);
}
