// Runs the bridge under load, as a child process whose standard output is discarded. Each request has a due time, from
// which its latency counts. Once per second it sends its figures to the parent process.

import { Bridge } from '../../harness/bridge.ts';
import { type Latency, latencyOf } from './latency.ts';

/** The figures of one second. */
export interface LoadSecond {
  readonly logins: number;
  readonly logouts: number;
  readonly views: number;
  /** Errors, each kind once. */
  readonly faults: readonly string[];
  readonly rssBytes: number;
  readonly latency: { readonly hooks: Latency; readonly views: Latency };
}

/** The most open sessions; above it a login logs out the oldest one. */
const OPEN_SESSIONS = 5000;
/** The oldest sessions, which page views do not use, because a logout may overtake them. */
const LEAVING = 500;

const [storeUrl = '', loginsPerSecond = '200', viewsPerSecond = '2000'] = process.argv.slice(2);
const bridge = new Bridge(storeUrl);
const open: { value: string; member: string }[] = [];
let lastEnded = '';
let done = { logins: 0, logouts: 0, views: 0 };
let faults = new Set<string>();
let took: { hooks: number[]; views: number[] } = { hooks: [], views: [] };

async function login(due: number): Promise<void> {
  const { status, json } = await bridge.hook('login', {
    username: `user${Math.floor(Math.random() * 10_000)}`,
    email: 'someone@example.com',
  });
  took.hooks.push(performance.now() - due);
  done.logins++;
  if (status !== 200) return void faults.add(`a login was answered with ${status}`);
  open.push({ value: json.cookie.value, member: json.member });
  if (open.length > OPEN_SESSIONS) await logout(performance.now());
}

async function logout(due: number): Promise<void> {
  const oldest = open.shift();
  const { status, json } = await bridge.hook('logout', { member: oldest?.member });
  took.hooks.push(performance.now() - due);
  done.logouts++;
  if (status !== 200 || json.removed !== true) faults.add(`a logout was answered with ${status}`);
  lastEnded = oldest?.value ?? '';
}

/** Of ten views, seven have a live cookie, one a dead cookie and two none. */
async function view(due: number): Promise<void> {
  const kind = Math.random() * 10;
  const live = open[LEAVING + Math.floor(Math.random() * (open.length - LEAVING))];
  const { context } =
    kind < 7 && live !== undefined
      ? await bridge.viewWith(live.value)
      : kind < 8 && lastEnded !== ''
        ? await bridge.viewWith(lastEnded)
        : await bridge.view();
  took.views.push(performance.now() - due);
  done.views++;
  const expected =
    kind < 7 && live !== undefined ? '' : kind < 8 && lastEnded !== '' ? 'dead-cookie' : 'no-cookie';
  if (context?.reason !== expected)
    faults.add(`expected a view to be "${expected}", got "${context?.reason}"`);
}

/** Sends requests at a steady rate, without waiting for answers. */
function steadily(perSecond: number, send: (due: number) => Promise<void>): void {
  const began = performance.now();
  let sent = 0;
  const sendWhatIsDue = () => {
    for (; began + (sent * 1000) / perSecond <= performance.now(); sent++) {
      send(began + (sent * 1000) / perSecond).catch((error: Error) => faults.add(error.name));
    }
    setTimeout(sendWhatIsDue, 1);
  };
  sendWhatIsDue();
}

steadily(Number(loginsPerSecond), login);
steadily(Number(viewsPerSecond), view);
setInterval(() => {
  const latency = { hooks: latencyOf(took.hooks), views: latencyOf(took.views) };
  const second: LoadSecond = { ...done, faults: [...faults], rssBytes: process.memoryUsage.rss(), latency };
  process.send?.(second);
  done = { logins: 0, logouts: 0, views: 0 };
  faults = new Set();
  took = { hooks: [], views: [] };
}, 1000);
