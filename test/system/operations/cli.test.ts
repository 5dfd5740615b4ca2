import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { splitCookieValue } from '../../../functions/shared/cookie/cookie-value.ts';
import { ACCOUNT, printed, wikiSso, wikiSsoOnTerminal } from '../support/command-line.ts';
import { callHook } from '../support/hooks.ts';
import { Operator, stackOutput } from '../support/operator.ts';
import { memberOf, StoreView } from '../support/store.ts';
import { endpoints, turnStore } from '../support/system-under-test.ts';

const DAY = 86_400;
const BY_STACK = ['--stack', endpoints.stackName];
const WIKI_HOST = new URL(endpoints.wikiUrl).host;

const operator = new Operator();
const store = new StoreView();
const secrets: string[] = [endpoints.hookSecret];

beforeAll(async () => {
  secrets.push(await operator.currentSecret(stackOutput('Wiki0AssertionSecretArn')));
});
afterEach(async () => {
  await turnStore('up');
  // No secret, no cookie and no assertion is ever printed.
  for (const text of printed.splice(0)) {
    for (const secret of secrets) expect(text).not.toContain(secret);
    expect(text).not.toMatch(/eyJ[\w-]+\./);
  }
});
afterAll(() => {
  operator.close();
  store.close();
});

async function cookieOf(username: string, email = ''): Promise<string> {
  const { body } = await callHook('login', { username, email });
  secrets.push(body.cookie.value, splitCookieValue(body.cookie.value)?.key ?? '');
  return body.cookie.value;
}

const revokedOf = (username: string) => store.revokedAt(username);

describe('status', () => {
  test('counts what the store holds, and times the way there', async () => {
    await cookieOf('cli-status');
    const { code, stdout, stderr } = await wikiSso(['status', '--local', '--json']);
    const told = JSON.parse(stdout);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(told).toMatchObject({ stack: endpoints.stackName, total: await store.size() });
    expect(told.live).toBeGreaterThanOrEqual(1);
    expect(told.storeMs).toBeGreaterThan(0);
  });

  test('shows when expire last ran, and does not count its own dry run', async () => {
    await wikiSso(['prune', '--local', '--yes']);
    const first = JSON.parse((await wikiSso(['status', '--local', '--json'])).stdout);
    const second = JSON.parse((await wikiSso(['status', '--local', '--json'])).stdout);
    expect(Date.parse(first.lastPrune.at)).toBeGreaterThan(Date.now() - 60_000);
    expect(second.lastPrune).toEqual(first.lastPrune);
  });

  test('of a stack by its name reads the same from AWS alone', async () => {
    const { code, stdout } = await wikiSso(['status', ...BY_STACK], '', ACCOUNT);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^live sessions +\d+\nrevocations +\d+\ndue for pruning +\d+\nlast prune .+\nstore +[\d.]+ ms/,
    );
  });

  test('with the store out of reach says so in one line', async () => {
    await turnStore('down');
    const { code, stdout, stderr } = await wikiSso(['status', '--local']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^wiki-sso: the function .+ failed: [\w.]+; its log says more\n$/);
  });
});

describe('revoke', () => {
  test('logs a user out everywhere', async () => {
    const cookie = await cookieOf('cli-Zoë');
    const { code, stdout } = await wikiSso(['revoke', '--local', '--yes', '--json', 'cli-Zoë']);
    expect({ code, told: JSON.parse(stdout) }).toEqual({
      code: 0,
      told: { stack: endpoints.stackName, username: 'cli-Zoë', revoked: true },
    });
    const who = await wikiSso(['whois', '--local', '--json'], cookie);
    expect({ code: who.code, ...JSON.parse(who.stdout) }).toMatchObject({ code: 1, live: false });
  });

  test('does nothing without a terminal to ask on', async () => {
    const { code, stdout, stderr } = await wikiSso(['revoke', '--local', 'cli-unasked']);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain('--yes');
    expect(await revokedOf('cli-unasked')).toBeUndefined();
  });

  test.each([
    ['y\r', 0, true],
    ['n\r', 3, false],
    ['\r', 3, false],
    ['\u0004', 3, false],
    ['\u0003', 130, false],
  ])('asks on a terminal: to %j it ends with %i', async (keys, code, revoked) => {
    const user = `cli-asked-${code}-${keys.charCodeAt(0)}`;
    const ended = await wikiSsoOnTerminal(['revoke', '--local', user], [['[y/N]', keys]]);
    expect(ended).toMatchObject({ code, left: [] });
    expect((await revokedOf(user)) !== undefined).toBe(revoked);
    expect(ended.screen).not.toMatch(/^ +at /m);
  });

  test('reports what the hook refuses', async () => {
    const { code, stderr } = await wikiSso(['revoke', '--local', '--yes', ' spaces ']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^wiki-sso: the logout hook answered 400 invalid_body: .+\n$/);
  });
});

describe('whois', () => {
  test('reads a cookie from a pipe, in any shape it is copied in', async () => {
    const cookie = await cookieOf('cli-Whö', 'who@example.com');
    const sid = memberOf(cookie).slice(0, 16);
    for (const shape of [cookie, `wiki_sso=${cookie}\n`, `Cookie: a=b; wiki_sso="${cookie}"; c=d`]) {
      const { code, stdout } = await wikiSso(['whois', '--local', '--json'], shape);
      expect({ code, told: JSON.parse(stdout) }).toEqual({
        code: 0,
        told: {
          ...{ stack: endpoints.stackName, wiki: WIKI_HOST, live: true },
          ...{ username: 'cli-Whö', email: 'who@example.com', sid },
        },
      });
    }
  });

  test('shows nothing of a typed cookie, and restores the terminal', async () => {
    const cookie = await cookieOf('cli-typed');
    const ended = await wikiSsoOnTerminal(['whois', '--local'], [['(not shown)', `x\u007f${cookie}\r`]]);
    expect(ended).toMatchObject({ code: 0, echoes: true, left: [] });
    expect(ended.screen).toMatch(/^user +"cli-typed"\r$/m);
    expect(ended.screen).not.toContain('#');
  });

  test('accepts one that is longer than a line of a terminal', async () => {
    const user = 'é'.repeat(250);
    const email = `${'é'.repeat(200)}@example.com`;
    const cookie = await cookieOf(user, email);
    expect(cookie.length).toBeGreaterThan(2500);
    const ended = await wikiSsoOnTerminal(['whois', '--local'], [['(not shown)', `${cookie}\r`]]);
    expect(ended.screen.replace(/\r\n +/g, '')).toContain(user);
  });

  test.each([
    'boss <boss@example.com> at wiki.example.com, session 0123456789abcdef',
    'boss"\u2028email    "boss@example.com',
    'bo\u200bss',
    `boss${' -'.repeat(60)}`,
    'ecila\u202eboss',
  ])('of %j shows one user, one email and one session', async (user) => {
    const { stdout } = await wikiSso(['whois', '--local'], await cookieOf(user, 'x@example.com'));
    const lines = stdout.trimEnd().split('\n');
    expect(lines.every((line) => /^[\x20-\x7e]{1,72}$/.test(line))).toBe(true);
    const facts = lines.filter((line) => !line.startsWith(' '));
    expect(facts.map((line) => line.split(' ')[0])).toEqual(['wiki', 'session', 'user', 'email']);
    expect(facts[3]).toBe('email    "x@example.com"');
    expect(facts[2]).toMatch(/^user {5}"/);
    const shown = lines.slice(2, -1).map((line) => line.slice(9));
    expect(JSON.parse(shown.join(''))).toBe(user);
  });

  test('ends at Ctrl-C, and restores the terminal', async () => {
    const ended = await wikiSsoOnTerminal(['whois', '--local'], [['(not shown)', 'abc\u0003']]);
    expect(ended).toMatchObject({ code: 130, echoes: true });
    expect(ended.screen).toContain('Stopped.');
  });

  test('shows why a cookie is dead', async () => {
    const cookie = await cookieOf('cli-dead');
    const { code, stdout } = await wikiSso(['whois', '--local'], `${cookie.slice(0, -1)}x`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^anonymous: dead-cookie \(.+\)\n$/);
  });

  test('never takes one from the command line', async () => {
    const { code, stderr } = await wikiSso(['whois', '--local', 'alice##key']);
    expect(code).toBe(2);
    expect(stderr).toContain('too many arguments');
  });

  test.each([
    ['nothing', '', 'expected a cookie, got nothing'],
    ['other cookies only', 'a=b; c=d', 'expected the cookie wiki_sso, got'],
  ])('refuses %s', async (_, input, message) => {
    const { code, stdout, stderr } = await wikiSso(['whois', '--local'], input);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('prune', () => {
  test('counts what is due, removes nothing before a yes, and exactly that after it', async () => {
    const member = memberOf(`old##${Math.random()}`);
    await store.add(member, Date.now() / 1000 - 15 * DAY);

    const counted = JSON.parse((await wikiSso(['prune', '--dry-run', '--local', '--json'])).stdout);
    expect(counted).toMatchObject({ dryRun: true });
    expect(counted.due).toBeGreaterThanOrEqual(1);
    expect((await wikiSso(['prune', '--local'])).code).toBe(3);
    expect(await store.score(member)).toBeDefined();

    const { code, stdout } = await wikiSso(['prune', '--local', '--yes', '--json']);
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({
      ...{ code: 0, dryRun: false, remaining: 0 },
      removed: counted.due,
    });
    expect(await store.score(member)).toBeUndefined();
  });

  test('asks on a terminal', async () => {
    const ended = await wikiSsoOnTerminal(['prune', '--local'], [['[y/N]', 'yes\r']]);
    expect(ended).toMatchObject({ code: 0, left: [] });
    expect(ended.screen).toContain('Removed 0');
  });
});

describe('doctor', () => {
  test('finds nothing wrong here, and lists all that it checks', async () => {
    const { code, stdout } = await wikiSso(['doctor', '--local', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { level: string; about: string; seen: string }[] };
    expect(findings.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(code).toBe(0);
    const looked = new Set(findings.map(({ about }) => about));
    expect([...looked]).toEqual([
      ...['configuration', 'credentials', 'stack', 'secrets', 'DNS', 'certificate'],
      ...['hooks', 'clock', 'site', 'wiki', 'store', 'pruning', 'alarms'],
    ]);
    for (const about of ['credentials', 'stack', 'hooks', 'site', 'wiki', 'store']) {
      expect(findings.filter((finding) => finding.about === about)).toEqual([
        expect.objectContaining({ level: 'ok' }),
      ]);
    }
  });

  test('says that the store is out of reach, and goes on to the rest', async () => {
    await turnStore('down');
    const { code, stdout } = await wikiSso(['doctor', '--local']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^fail {2}store .+ failed: .+\n +→ docs\/operator-runbook.md#store-unreachable$/m);
    expect(stdout).toMatch(/^fail {2}hooks .+503 store_unreachable/m);
    expect(stdout).toMatch(/^ok {4}wiki /m);
  });

  test('of an instance that does not run calls no account of the user', async () => {
    const { code, stdout } = await wikiSso(['doctor', '--local'], '', {
      ...ACCOUNT,
      DATA_DIR: '/nonexistent',
    });
    expect({ code, stdout: stdout.replace(/ +/g, ' ') }).toEqual({
      code: 1,
      stdout: expect.stringMatching(/^n\/a configuration .+\nfail stack nothing runs in .+\n$/),
    });
  });

  test('of an unknown stack checks what it can', async () => {
    const { code, stdout } = await wikiSso(['doctor', '--stack', 'Nowhere'], '', ACCOUNT);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ok {4}credentials /m);
    expect(stdout).toMatch(/^fail {2}stack .+there is none/m);
  });
});

describe('smoke', () => {
  test('finds all it needs by the name of the stack', async () => {
    // No address that the emulator hands out leads to a wiki.
    const args = ['smoke', ...BY_STACK, '--wiki', endpoints.wikiUrl, '--hooks', endpoints.hooksUrl, '--json'];
    const { code, stdout } = await wikiSso(args, '', ACCOUNT);
    const { results } = JSON.parse(stdout) as { results: { id: string; outcome: string }[] };
    const failed = results.filter(({ outcome }) => outcome === 'fail').map(({ id }) => id);
    // As a deployment it must have TLS; that distinguishes it from a local instance.
    expect({ code, failed }).toEqual({ code: 1, failed: expect.arrayContaining(['tls']) });
    expect(results.find(({ id }) => id === 'pruning')).toMatchObject({ outcome: 'pass' });
  }, 120_000);
});

describe('an invalid command line or account', () => {
  test.each([
    ['no command', []],
    ['a command that is not there', ['revok']],
    ['an option that is not there', ['status', '--locl']],
    ['an argument too few', ['revoke', '--local']],
    ['an argument that a terminal would obey', ['revoke', '--\u001b[31m\u202e']],
    ['two targets', ['status', '--local', '--stack', 'WikiSso']],
    ['half a rotation without saying which', ['rotate', 'hook', '--local', '--yes']],
    ['an account without a region', ['status']],
    ['a stack that is not there', ['status', '--stack', 'Nowhere']],
  ])('%s: exit code 2, a line that says why, and no stack trace', async (what, args) => {
    const account = what.startsWith('a stack') ? ACCOUNT : {};
    const { code, stdout, stderr } = await wikiSso(args, '', account);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).not.toMatch(/^ +at /m);
    if (args.length > 0) expect(stderr).toMatch(/^wiki-sso: \S.+\n/);
    expect(stderr).toMatch(/^[\x20-\x7e\n…]+$/);
  });

  test('an instance that does not run', async () => {
    const { code, stderr } = await wikiSso(['status', '--local'], '', { DATA_DIR: '/nonexistent' });
    expect(code).toBe(2);
    expect(stderr).toContain('npm start');
  });
});

describe('the result', () => {
  test('has colour on a terminal only, and none with NO_COLOR', async () => {
    expect((await wikiSso(['doctor', '--local'])).stdout).not.toContain('\u001b');
    expect((await wikiSsoOnTerminal(['doctor', '--local'], [])).screen).toContain('\u001b[32mok');
    expect((await wikiSsoOnTerminal(['doctor', '--local'], [], { NO_COLOR: '1' })).screen).not.toContain(
      '\u001b',
    );
  });

  test.each(['status', 'revoke', 'whois', 'prune', 'rotate hook', 'rotate assertion', 'smoke', 'doctor'])(
    'help for %s comes with examples',
    async (command) => {
      const { code, stdout } = await wikiSso([...command.split(' '), '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`$ npx wiki-sso ${command}`);
    },
  );
});
