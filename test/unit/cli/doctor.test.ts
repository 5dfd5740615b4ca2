import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { lines } from '../../../cli/commands/doctor.ts';
import type { Deployment } from '../../../cli/deployment/deployment.ts';
import { judgeCertificate } from '../../../cli/doctor/certificate.ts';
import { judgeClock, lookAtClocks } from '../../../cli/doctor/clocks.ts';
import { lookAtConfiguration } from '../../../cli/doctor/configuration.ts';
import { lookAtDns } from '../../../cli/doctor/dns.ts';
import { look } from '../../../cli/doctor/finding.ts';
import { judgeLastPrune } from '../../../cli/doctor/pruning.ts';
import { judgeLocalSite, judgeOldSecrets } from '../../../cli/doctor/secrets.ts';

const NOW = new Date('2026-11-24T00:00:00Z');

describe('the clock', () => {
  test.each([
    [0, 'ok'],
    [30, 'ok'],
    [-31, 'warn'],
    [240, 'warn'],
    [-241, 'fail'],
  ])('%i s ahead of the hooks is %s', (seconds, level) => {
    expect(judgeClock("this machine's", seconds)).toMatchObject({ level });
  });

  test('is not judged without a Date', () => {
    expect(judgeClock("the site's", undefined)).toMatchObject({ level: 'n/a' });
  });
});

describe('the clocks of a site and a bridge', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  /** A server whose clock is that many seconds ahead of this machine's. */
  async function ahead(seconds: number, { headers = {}, body = '' } = {}): Promise<URL> {
    const server = createServer((_, response) => {
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string);
      response.sendDate = false;
      if (!Number.isNaN(seconds))
        response.setHeader('Date', new Date(Date.now() + seconds * 1000).toUTCString());
      response.writeHead(404).end(body);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  }

  async function deployed(bridgeAhead: number, ...wikis: URL[]): Promise<Deployment> {
    const hooksUrl = await ahead(bridgeAhead);
    return { hooksUrl, wikis: wikis.map((url) => ({ url })) } as unknown as Deployment;
  }

  test.each([
    [0, 0, 'ok', 'ok'],
    [400, 0, 'fail', 'fail'],
    [400, 400, 'fail', 'ok'],
    [0, -100, 'ok', 'warn'],
    [Number.NaN, 0, 'n/a', 'n/a'],
  ])('%i s and %i s ahead of this one: %s, %s', async (bridge, site, here, there) => {
    const findings = await lookAtClocks(await deployed(bridge), { site: await ahead(site) });
    expect(findings.map(({ level }) => level)).toEqual([here, there]);
  });

  test('are not compared while the site’s address is not known', async () => {
    const findings = await lookAtClocks(await deployed(0));
    expect(findings[1]).toMatchObject({ level: 'n/a', seen: expect.stringContaining('--site URL') });
  });

  test.each([
    [0, 0, 'ok'],
    [0, 14, 'ok'],
    [0, -25, 'warn'],
    [0, -35, 'fail'],
    [0, 60, 'warn'],
    [0, 95, 'fail'],
    [400, 400, 'ok'],
    [400, 0, 'fail'],
    [0, Number.NaN, 'n/a'],
    [Number.NaN, 0, 'n/a'],
  ])('bridge %i s and wiki %i s ahead: %s', async (bridge, wiki, level) => {
    const [, , finding] = await lookAtClocks(await deployed(bridge, await ahead(wiki)));
    expect(finding).toMatchObject({ level });
  });

  test('every wiki is asked, and by the name of its host', async () => {
    const urls = [await ahead(0), await ahead(200)];
    const [, , ...findings] = await lookAtClocks(await deployed(0, ...urls));
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'fail']);
    for (const [i, { seen }] of findings.entries()) expect(seen).toContain(urls[i]?.host);
    expect(findings[1]?.advice).toContain('anonymous');
  });

  test('a wiki that does not answer hides no other clock', async () => {
    const gone = new URL('http://127.0.0.1:1/');
    const findings = await lookAtClocks(await deployed(0, gone), { site: await ahead(0) });
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok', 'n/a']);
  });

  test('the wiki’s own Date counts, under the name that a gateway gives it', async () => {
    const off = new Date(Date.now() - 100_000).toUTCString();
    const wiki = await ahead(0, { headers: { 'X-Amzn-Remapped-Date': off } });
    expect((await lookAtClocks(await deployed(0, wiki)))[2]).toMatchObject({ level: 'fail' });
  });

  test('a gateway that answers by itself is no wiki; its origin is asked where that is named', async () => {
    const closed = await deployed(0, await ahead(0, { body: '{"message":"Forbidden"}' }));
    expect((await lookAtClocks(closed))[2]).toMatchObject({
      level: 'n/a',
      seen: expect.stringContaining('--wiki-origin URL'),
    });
    const wikiOrigin = await ahead(-50);
    expect((await lookAtClocks(closed, { wikiOrigin }))[2]).toMatchObject({
      level: 'fail',
      seen: expect.stringContaining(wikiOrigin.host),
    });
  });
});

describe('a hook secret that was rotated out', () => {
  test.each([
    [1, 0, 1000, 'ok'],
    [3, 0, 1000, 'ok'],
    [1, 1, 60_000, 'warn'],
    [3, 1, 3_600_000, 'fail'],
  ])('of %i tried %i count, %i ms later: %s', (tried, stillCount, sinceMs, level) => {
    expect(judgeOldSecrets(tried, stillCount, sinceMs)).toMatchObject({ level });
  });

  test.each([
    ['new', 'ok'],
    ['old', 'warn'],
    ['older', 'fail'],
  ])('the demo site signs with the %s one: %s', (signsWith, level) => {
    expect(judgeLocalSite(signsWith, 'new', 'old')).toMatchObject({ level });
  });
});

describe('a certificate', () => {
  const shown = (days: number, problem?: string) => ({
    protocol: 'TLSv1.3',
    problem,
    validTo: new Date(NOW.getTime() + days * 86_400_000),
    names: 'wiki.example.com',
  });
  test.each([
    [shown(90), 'ok'],
    [shown(29.9), 'warn'],
    [shown(90, 'ERR_TLS_CERT_ALTNAME_INVALID'), 'fail'],
    [shown(-1, 'CERT_HAS_EXPIRED'), 'fail'],
  ])('%j is %s', (certificate, level) => {
    const finding = judgeCertificate('wiki.example.com', certificate, NOW);
    expect(finding).toMatchObject({ level, seen: expect.stringContaining('wiki.example.com') });
    expect('advice' in finding).toBe(level !== 'ok');
  });
});

describe('the last pruning', () => {
  const run = (minutesAgo: number, remaining = 0) => ({
    ...{ at: new Date(NOW.getTime() - minutesAgo * 60_000), removed: 1, remaining, durationMs: 1 },
  });
  test.each([
    [undefined, 'warn'],
    [run(14), 'ok'],
    [run(14, 5), 'warn'],
    [run(61), 'fail'],
  ])('%j is %s', (last, level) => {
    expect(judgeLastPrune(last, NOW.getTime())).toMatchObject({ level });
  });
});

describe('DNS', () => {
  test.each(['wiki.example.localhost', 'localhost', '127.0.0.1'])('is not asked for %s', async (host) => {
    expect(await lookAtDns(host, undefined)).toMatchObject([{ level: 'n/a' }]);
  });

  test('of an unknown host names the record to add', async () => {
    expect(await lookAtDns('nowhere.invalid', 'd-1.example.net')).toMatchObject([
      { level: 'fail', advice: 'add a CNAME record to d-1.example.net' },
    ]);
  });
});

describe('the configuration', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wiki-sso-doctor-'));
    writeFileSync(join(folder, 'cdk.json'), '{"app":"x","context":{"cookieDomain":"example.com"}}');
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const seen = () => look('configuration', () => lookAtConfiguration(folder));

  test('is read as the CDK reads it', async () => {
    const wikis = [{ host: 'wiki.example.com', origin: 'https://origin.example.net' }];
    writeFileSync(join(folder, 'cdk.context.json'), JSON.stringify({ wikis }));
    expect(await seen()).toMatchObject([{ level: 'ok', seen: expect.stringContaining('wiki.example.com') }]);
  });

  test('that cannot be deployed fails with the names of its keys', async () => {
    writeFileSync(join(folder, 'cdk.context.json'), '{"wikis":[],"cookieAgeDays":0}');
    const [finding] = await seen();
    expect(finding).toMatchObject({ level: 'fail', seen: expect.stringContaining('cookieAgeDays') });
  });

  test('that is not JSON fails; a missing one is a warning', async () => {
    expect(await seen()).toMatchObject([{ level: 'warn' }]);
    writeFileSync(join(folder, 'cdk.context.json'), '{');
    expect(await seen()).toMatchObject([{ level: 'fail' }]);
  });
});

test('advice stands below what was seen, with colour on request only', () => {
  const findings = [
    { level: 'ok', about: 'store', seen: 'fast' },
    { level: 'fail', about: 'DNS', seen: 'a\nb', advice: 'add it' },
  ] as const;
  expect(lines(findings, false)).toBe('ok    store  fast\nfail  DNS    a b\n             → add it\n');
  expect(lines(findings, true)).toContain('\u001b[31mfail\u001b[0m');
});
