// Reads from the store at a steady rate, in its own process, so that readers share no event loop with the pruning. Each
// request has a due time, from which its latency counts: a stall counts for all requests that are due during it (no
// coordinated omission). It uses plain sockets, because a driver's own work would show in the high percentiles.

import { connect, type Socket } from 'node:net';
import { COOKIE_SET, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { type Latency, latencyOf } from './latency.ts';
import { memberAt } from './member-set.ts';

/** The readers' figures of one phase. */
export interface Reading {
  /** Latency from the time at which a request was due. */
  readonly latency: Latency;
  /** Latency from the time at which a request was sent: without the delay of the readers' own timer. */
  readonly fromSent: Latency;
  /** The number of live members that were not found. */
  readonly missed: number;
}

/** The number of connections, one for each container of a busy moment. */
const CONNECTIONS = 20;
/** The number of members to look up. They are hashed before, because hashing takes longer than a lookup. */
const SAMPLE = 20_000;

const [storeUrl = '', perSecond = '1000', members = '0'] = process.argv.slice(2);
const { host, port } = parseStoreUrl(storeUrl);
// Only live members: the upper half of the numbers.
const sample = Array.from({ length: SAMPLE }, () =>
  memberAt(Math.floor(Number(members) * (0.5 + Math.random() / 2))),
);
const requests = sample.map((member) =>
  Buffer.from(command('ZSCORE', COOKIE_SET, member) + command('ZSCORE', REVOCATION_SET, 'alice')),
);
const intervalMs = 1000 / Number(perSecond);
let sent = 0;
let answered = 0;
let missed = 0;
let fromDue: number[] = [];
let fromSent: number[] = [];

function command(...words: string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

/** One connection; the store answers its requests in order. */
class Reader {
  readonly #socket: Socket;
  readonly #waiting: { due: number; sent: number }[] = [];
  #text = '';

  constructor() {
    this.#socket = connect({ host, port, noDelay: true });
    this.#socket.on('data', (data) => this.#read(data.toString('latin1')));
  }

  ask(due: number): void {
    this.#waiting.push({ due, sent: performance.now() });
    this.#socket.write(requests[sent++ % SAMPLE] as Buffer);
  }

  /** An answer is a score and "no revocation": `$17⏎1763…⏎$-1⏎`, or `$-1⏎$-1⏎` for a member that is not there. */
  #read(text: string): void {
    const now = performance.now();
    this.#text += text;
    for (;;) {
      const [answer] = /^(?:\$-1|\$\d+\r\n[^\r]+)\r\n\$-1\r\n/.exec(this.#text) ?? [];
      if (answer === undefined) return;
      this.#text = this.#text.slice(answer.length);
      const request = this.#waiting.shift();
      if (request === undefined) throw new Error('an answer to nothing');
      fromDue.push(now - request.due);
      fromSent.push(now - request.sent);
      if (answer.startsWith('$-1')) missed++;
      answered++;
    }
  }
}

const readers = Array.from({ length: CONNECTIONS }, () => new Reader());
const began = performance.now();

function sendWhatIsDue(): void {
  for (let due = began + sent * intervalMs; due <= performance.now(); due = began + sent * intervalMs)
    readers[sent % CONNECTIONS]?.ask(due);
  setTimeout(sendWhatIsDue, 1);
}

// A message of the parent ends a phase. The figures since the last message are sent when all requests so far have an
// answer, including those of a stall.
process.on('message', () => {
  const last = sent;
  const tell = () => {
    if (answered < last) return void setTimeout(tell, 1);
    const reading: Reading = { latency: latencyOf(fromDue), fromSent: latencyOf(fromSent), missed };
    process.send?.(reading);
    fromDue = [];
    fromSent = [];
    missed = 0;
  };
  tell();
});
sendWhatIsDue();
