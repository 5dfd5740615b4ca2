/** Measures the functions under a steady load of logins, logouts and page views. */

import { type ForkOptions, fork } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { middle } from '../middle.ts';
import type { LoadSecond } from './load-bridge.ts';

/** Rates and durations. */
export interface LoadOptions {
  readonly loginsPerSecond: number;
  readonly viewsPerSecond: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

/** The figures after the warm-up. */
export interface LoadResult {
  readonly logins: number;
  readonly logouts: number;
  readonly views: number;
  readonly faults: readonly string[];
  readonly seconds: number;
  /** The medians of the percentiles of each second, and the maximum; milliseconds. */
  readonly views_ms: { readonly p50: number; readonly p99: number; readonly worst: number };
  readonly hooks_ms: { readonly p50: number; readonly p99: number; readonly worst: number };
  /** The mean resident memory in each part of the time, bytes, in order. */
  readonly rssBytes: readonly number[];
  /** The store's own time for a lookup and for a hook's script, microseconds. */
  readonly store_us: { readonly zscore: number; readonly script: number };
}

/** The number of parts over which the resident memory is averaged. */
const PARTS = 4;

/** Runs the four functions under load in their own process, on a new Valkey. */
export async function measureLoad(options: LoadOptions, say: (text: string) => void): Promise<LoadResult> {
  const valkey = await ValkeyServer.start();
  const args = [valkey.url, String(options.loginsPerSecond), String(options.viewsPerSecond)];
  const quiet: ForkOptions = { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] };
  const child = fork('bench/scale/load-bridge.ts', args, quiet);
  const seconds: LoadSecond[] = [];
  child.on('message', (second: LoadSecond) => {
    seconds.push(second);
    if (seconds.length % 10 === 0) {
      const mebibytes = (second.rssBytes / 2 ** 20).toFixed(0);
      say(`${seconds.length} s: ${second.logins} logins, ${second.views} views a second, ${mebibytes} MiB`);
    }
  });
  try {
    while (seconds.length < options.warmUpSeconds + options.seconds) {
      if (child.exitCode !== null) throw new Error('the bridge under load ended early');
      await sleep(200);
    }
    return {
      ...summed(seconds.slice(options.warmUpSeconds, options.warmUpSeconds + options.seconds)),
      store_us: await storeMicroseconds(valkey),
    };
  } finally {
    child.kill('SIGKILL');
    await valkey.stop();
  }
}

async function storeMicroseconds(valkey: ValkeyServer): Promise<LoadResult['store_us']> {
  const stats = await valkey.admin.info('commandstats');
  const each = (command: string) =>
    Number(new RegExp(`cmdstat_${command}:.*usec_per_call=([\\d.]+)`).exec(stats)?.[1]);
  return { zscore: each('zscore'), script: each('evalsha') };
}

function summed(seconds: readonly LoadSecond[]): Omit<LoadResult, 'store_us'> {
  const sum = (of: (second: LoadSecond) => number) =>
    seconds.reduce((total, second) => total + of(second), 0);
  const latency = (kind: 'hooks' | 'views') => ({
    p50: middle(seconds.map(({ latency }) => latency[kind].p50)),
    p99: middle(seconds.map(({ latency }) => latency[kind].p99)),
    worst: Math.max(...seconds.map(({ latency }) => latency[kind].worst)),
  });
  const part = seconds.length / PARTS;
  return {
    seconds: seconds.length,
    logins: sum(({ logins }) => logins),
    logouts: sum(({ logouts }) => logouts),
    views: sum(({ views }) => views),
    faults: [...new Set(seconds.flatMap(({ faults }) => faults))],
    views_ms: latency('views'),
    hooks_ms: latency('hooks'),
    rssBytes: Array.from({ length: PARTS }, (_, i) => {
      const own = seconds.slice(Math.round(i * part), Math.round((i + 1) * part));
      return own.reduce((total, { rssBytes }) => total + rssBytes, 0) / own.length;
    }),
  };
}
