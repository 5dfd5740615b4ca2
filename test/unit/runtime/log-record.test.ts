import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  formatRecord,
  type LogRecord,
  recordWriter,
  writeRecord,
} from '../../../functions/shared/runtime/log-record.ts';
import { CapturedLog } from '../../support/captured-log.ts';

const NOW = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const RECORD: LogRecord = {
  function: 'authorizer',
  requestId: 'request',
  outcome: 'anonymous:no-cookie',
  latencyMs: 1.23456,
};
const PRUNED: LogRecord = {
  ...RECORD,
  function: 'expire',
  outcome: 'pruned',
  sessions: 40,
};

const formatted = (record: LogRecord) => JSON.parse(formatRecord(record, NOW)) as Record<string, unknown>;

interface MetricDirective {
  Namespace: string;
  Dimensions: string[][];
  Metrics: { Name: string; Unit: string }[];
}

/** The metrics of a line, as the CloudWatch User Guide's "Specification: Embedded metric format" has them extracted. */
function extractedMetrics(line: Record<string, unknown>): Record<string, unknown>[] {
  const { Timestamp, CloudWatchMetrics } = line._aws as {
    Timestamp: number;
    CloudWatchMetrics: MetricDirective[];
  };
  expect(Number.isInteger(Timestamp)).toBe(true);
  return CloudWatchMetrics.flatMap((directive) => {
    expect(Object.keys(directive).sort()).toEqual(['Dimensions', 'Metrics', 'Namespace']);
    expect(directive.Namespace).toMatch(/^[A-Za-z0-9]{1,255}$/);
    expect(directive.Metrics.length).toBeLessThanOrEqual(100);
    return directive.Dimensions.flatMap((dimensions) => {
      expect(dimensions.length).toBeLessThanOrEqual(30);
      const of = dimensions.map((name) => {
        const value = line[name];
        // CloudWatch refuses a dimension that is empty, not ASCII, or begins with a colon.
        expect(value).toEqual(expect.stringMatching(/^[!-9;-~][ -~]{0,1023}$/));
        return `${name}=${value}`;
      });
      return directive.Metrics.map(({ Name, Unit }) => {
        expect(['Count', 'Milliseconds']).toContain(Unit);
        const value = line[Name];
        // A number, or up to 100 of them.
        const values = Array.isArray(value) ? value : [value];
        expect(values.length).toBeLessThanOrEqual(100);
        for (const one of values) expect(one).toEqual(expect.any(Number));
        return { of: of.join(), [Name]: value };
      });
    });
  });
}

describe('a log record', () => {
  test('has the time, the level, the function and the outcome', () => {
    expect(formatted(RECORD)).toMatchObject({
      time: '2026-01-02T03:04:05.678Z',
      level: 'info',
      Function: 'authorizer',
      Outcome: 'anonymous:no-cookie',
      requestId: 'request',
      Latency: 1.235,
    });
    expect(formatted({ ...RECORD, level: 'error' }).level).toBe('error');
  });

  test('carries the fields it is given and no others', () => {
    const extra = Object.keys(formatted({ ...RECORD, fields: { wiki: 'w', isAuthorized: true } }));
    expect(extra.filter((key) => !(key in formatted(RECORD)))).toEqual(['wiki', 'isAuthorized']);
  });

  test.each<[LogRecord['function'], LogRecord['outcome'], string | undefined]>([
    ['authorizer', 'signed_in', 'SignedIn'],
    ['authorizer', 'anonymous:no-cookie', 'Anonymous'],
    ['authorizer', 'anonymous:store-unreachable', 'AuthorizerFaults'],
    ['authorizer', 'anonymous:secret-unavailable', 'AuthorizerFaults'],
    ['authorizer', 'secret_unavailable', 'AuthorizerFaults'],
    ['authorizer', 'unknown_wiki', 'AuthorizerFaults'],
    ['authorizer', 'refused:forged-header', 'Refused'],
    ['login-hook', 'session_opened', 'Logins'],
    ['login-hook', 'replayed', 'HooksRefused'],
    ['logout-hook', 'user_revoked', 'Logouts'],
    ['logout-hook', 'invalid_signature', 'HooksRefused'],
    ['logout-hook', 'store_unreachable', 'HookFaults'],
    ['logout-hook', 'internal_error', 'HookFaults'],
    // It throws, and Lambda counts that.
    ['expire', 'store_unreachable', undefined],
  ])('counts by few series: %s %s as %s', (fn, outcome, name) => {
    const telling = { deployment: 'Team', observability: 'lean' } as const;
    const line = formatRecord({ ...RECORD, function: fn, outcome }, NOW, telling);
    const isTimed = fn === 'authorizer' || fn === 'login-hook';
    expect(extractedMetrics(JSON.parse(line))).toEqual([
      ...(name === undefined ? [] : [{ of: 'Deployment=Team', [name]: 1 }]),
      ...(isTimed ? [{ of: `Deployment=Team,Function=${fn}`, Latency: 1.235 }] : []),
    ]);
  });

  test('with full observability counts by function and outcome as well', () => {
    expect(extractedMetrics(formatted(RECORD))).toEqual([
      { of: 'Deployment=WikiSso', Anonymous: 1 },
      { of: 'Deployment=WikiSso,Function=authorizer', Latency: 1.235 },
      { of: 'Deployment=WikiSso,Function=authorizer,Outcome=anonymous:no-cookie', Requests: 1 },
    ]);
  });

  test('of a run of expire that pruned carries the number of sessions', () => {
    expect(extractedMetrics(formatted(PRUNED))).toContainEqual({ of: 'Deployment=WikiSso', Sessions: 40 });
  });

  test('is dated in epoch milliseconds', () => {
    expect(formatted(RECORD)._aws).toMatchObject({ Timestamp: NOW });
  });

  test('stays one line, whatever its fields hold', () => {
    const line = formatRecord({ ...RECORD, fields: { detail: 'a\n{"level":"error"}\r\u2028' } }, NOW);
    expect(line).not.toMatch(/[\n\r]/);
    expect(JSON.parse(line)).toMatchObject({ level: 'info', detail: 'a\n{"level":"error"}\r\u2028' });
  });
});

describe('writing a record', () => {
  let log: CapturedLog;
  beforeEach(() => {
    log = new CapturedLog();
  });
  afterEach(() => {
    log.stop();
  });

  test('puts one whole line of JSON to standard output', () => {
    writeRecord(RECORD);
    writeRecord(PRUNED);
    expect(log.text.endsWith('}\n')).toBe(true);
    expect(log.records.map(({ Function: name }) => name)).toEqual(['authorizer', 'expire']);
  });
});

describe('a lean authorizer', () => {
  const telling = { deployment: 'WikiSso', observability: 'lean' } as const;
  let lines: string[];
  let nowMs: number;
  let write: (record: LogRecord) => void;
  beforeEach(() => {
    lines = [];
    nowMs = NOW;
    write = recordWriter(
      telling,
      (line) => lines.push(line),
      () => nowMs,
    );
  });
  const parsed = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

  test('writes the first request at once, and those right after it together', () => {
    for (let i = 0; i < 10; i++) write({ ...RECORD, outcome: i % 2 ? 'signed_in' : 'anonymous:no-cookie' });
    expect(lines).toHaveLength(1);
    nowMs += 5000;
    write({ ...RECORD, outcome: 'signed_in' });
    expect(parsed().map(({ time, Outcomes }) => [time, Outcomes])).toEqual([
      ['2026-01-02T03:04:05.678Z', { 'anonymous:no-cookie': 1 }],
      ['2026-01-02T03:04:05.678Z', { 'anonymous:no-cookie': 4, signed_in: 5 }],
      ['2026-01-02T03:04:10.678Z', { signed_in: 1 }],
    ]);
    expect(extractedMetrics(parsed()[1] ?? {})).toEqual([
      { of: 'Deployment=WikiSso', SignedIn: 5 },
      { of: 'Deployment=WikiSso', Anonymous: 4 },
      { of: 'Deployment=WikiSso,Function=authorizer', Latency: Array(9).fill(1.235) },
    ]);
  });

  test('under load writes a line for a hundred requests, of which a request has few bytes', () => {
    for (let i = 0; i < 1001; i++) write({ ...RECORD, outcome: 'signed_in' });
    expect(lines).toHaveLength(11);
    for (const line of parsed()) extractedMetrics(line);
    expect(lines.join('').length / 1001).toBeLessThan(20);
  });

  // A container is frozen when its answer is on the way, and perhaps for ever.
  test('has written all that an alarm waits for whenever it may be frozen, and the rest when it is thawed', () => {
    const outcome = fc.constantFrom<LogRecord['outcome']>(
      'signed_in',
      'anonymous:no-cookie',
      'refused:dead-cookie',
      'anonymous:store-unreachable',
      'anonymous:secret-unavailable',
      'secret_unavailable',
    );
    const request = fc.record({
      outcome,
      latencyMs: fc.nat(1500),
      pauseMs: fc.constantFrom(0, 1, 4999, 60_000),
    });
    fc.assert(
      fc.property(fc.array(request, { maxLength: 300 }), (requests) => {
        const written: string[] = [];
        let clock = NOW;
        const tell = recordWriter(
          telling,
          (line) => written.push(line),
          () => clock,
        );
        const sumOf = (name: string) =>
          written.reduce((sum, line) => sum + Number(JSON.parse(line)[name] ?? 0), 0);
        const latencies = () => written.flatMap((line) => JSON.parse(line).Latency as number | number[]);
        for (const [i, { outcome: ended, latencyMs, pauseMs }] of requests.entries()) {
          clock += pauseMs;
          const isFault = /unreachable|unavailable/.test(ended);
          tell({ ...RECORD, outcome: ended, latencyMs, level: isFault ? 'error' : 'info' });
          const soFar = requests.slice(0, i + 1);
          // Frozen here: these alarms have their numbers.
          expect(sumOf('AuthorizerFaults')).toBe(
            soFar.filter((one) => /unreachable|unavailable/.test(one.outcome)).length,
          );
          expect(latencies().filter((ms) => ms >= 500)).toEqual(
            soFar.map((one) => one.latencyMs).filter((ms) => ms >= 500),
          );
          // What is still to come is of one burst.
          expect(soFar.length - latencies().length).toBeLessThan(100);
        }
        // Thawed: the first request after a pause brings everything.
        clock += 5000;
        tell({ ...RECORD, outcome: 'signed_in', latencyMs: 1 });
        expect(latencies()).toHaveLength(requests.length + 1);
        expect(sumOf('SignedIn')).toBe(requests.filter((one) => one.outcome === 'signed_in').length + 1);
      }),
      { numRuns: 50 },
    );
  });
});
