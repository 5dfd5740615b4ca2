// Run as a child: readers in a process of their own, so that they share no event loop with what prunes. Each request
// has a time at which it is due, and its latency counts from there: a stall delays all that come due during it, and
// each of them says so (no coordinated omission).

import { COOKIE_SET, REVOCATION_SET } from '../../functions/shared/sessions/store-keys.ts';
import { createRedisClient } from '../../functions/shared/store/redis-client.ts';
import { parseStoreUrl } from '../../functions/shared/store/store-url.ts';
import { latencyOf } from './latency.ts';
import { memberAt } from './member-set.ts';

/** As many connections as a busy moment has containers. */
const CONNECTIONS = 20;

const [storeUrl = '', perSecond = '1000', members = '0'] = process.argv.slice(2);
const clients = Array.from({ length: CONNECTIONS }, () => createRedisClient(parseStoreUrl(storeUrl)));
for (const client of clients) client.on('error', () => {});

let latencies: number[] = [];
let failed = 0;
let answered = 0;
const intervalMs = 1000 / Number(perSecond);
let sent = 0;
const began = performance.now();

function sendWhatIsDue(): void {
  for (let due = began + sent * intervalMs; due <= performance.now(); due = began + sent * intervalMs)
    read(due);
  setTimeout(sendWhatIsDue, 1);
}

function read(due: number): void {
  const client = clients[sent % CONNECTIONS];
  // Live ones only: the upper half of the numbers.
  const member = memberAt(Math.floor(Number(members) * (0.5 + Math.random() / 2)));
  sent++;
  client
    ?.pipeline()
    .zscore(COOKIE_SET, member)
    .zscore(REVOCATION_SET, 'alice')
    .exec()
    .then((replies) => {
      latencies.push(performance.now() - due);
      return typeof replies?.[0]?.[1] === 'number' || typeof replies?.[0]?.[1] === 'string';
    })
    .catch(() => false)
    .then((found) => {
      answered++;
      if (!found) failed++;
    });
}

// A message ends a phase: what was measured since the last one goes to the parent, the requests of a stall included
// that ended just now.
process.on('message', () => {
  const last = sent;
  const tell = () => {
    if (answered < last) return void setTimeout(tell, 1);
    process.send?.({ latency: latencyOf(latencies), failed });
    latencies = [];
    failed = 0;
  };
  tell();
});
sendWhatIsDue();
