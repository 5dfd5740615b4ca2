import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { formatRecord, type LogRecord, writeRecord } from '../../../functions/shared/runtime/log-record.ts';
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
  counts: { Removed: 3, Total: 40, Remaining: 0 },
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
        expect(line[Name]).toEqual(expect.any(Number));
        return { of: of.join(), [Name]: line[Name] };
      });
    });
  });
}

describe('a log record', () => {
  test('tells when, how bad, which function and how it ended', () => {
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

  test('counts requests by function and outcome, and measures latency by function', () => {
    expect(extractedMetrics(formatted(RECORD))).toEqual([
      { of: 'Function=authorizer,Outcome=anonymous:no-cookie', Requests: 1 },
      { of: 'Function=authorizer', Latency: 1.235 },
    ]);
  });

  test("carries expire's counts by function", () => {
    expect(extractedMetrics(formatted(PRUNED))).toEqual([
      { of: 'Function=expire,Outcome=pruned', Requests: 1 },
      { of: 'Function=expire', Latency: 1.235 },
      { of: 'Function=expire', Removed: 3 },
      { of: 'Function=expire', Total: 40 },
      { of: 'Function=expire', Remaining: 0 },
    ]);
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
