// Run as a child: readers in a process of their own, so that they share no event loop with what prunes. Each request
// has a time at which it is due, and its latency counts from there: a stall delays all that come due during it, and
// each of them says so (no coordinated omission). Plain sockets: a driver's own work would show in the tail.

import { connect, type Socket } from 'node:net';
import { COOKIE_SET, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { type Latency, latencyOf } from './latency.ts';
import { memberAt } from './member-set.ts';

/** A phase, as its readers saw it. */
export interface Reading {
  /** From when a request was due. */
  readonly latency: Latency;
  /** From when it was sent: without what the readers' own timer was late. */
  readonly fromSent: Latency;
  /** Live members that were not found. */
  readonly missed: number;
}

/** As many connections as a busy moment has containers. */
const CONNECTIONS = 20;
/** Members that are asked for, chosen before: hashing them takes longer than asking. */
const SAMPLE = 20_000;

const [storeUrl = '', perSecond = '1000', members = '0'] = process.argv.slice(2);
const { host, port } = parseStoreUrl(storeUrl);
// Live ones only: the upper half of the numbers.
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

/** One connection: its requests are answered in order. */
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

// A message ends a phase: what was measured since the last one goes to the parent, the requests of a stall included
// that ended just now.
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
