import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Bridge } from '../support/bridge.ts';
import { CapturedLog } from '../support/captured-log.ts';
import {
  type Run,
  runsHere,
  type Snippet,
  SnippetProgram,
  snippetsOf,
  tellSkipped,
  titleOf,
} from '../support/doc-snippets.ts';
import { HookServer, SILENCE } from '../support/hook-server.ts';
import { HOOK_SECRET } from '../support/signed-hook.ts';
import { ValkeyServer } from '../support/valkey-server.ts';

// Runs the programs of docs/connect-a-site.md, each in its own language, against real hooks over HTTP.

const PAGE = 'connect-a-site.md';
const SNIPPETS = snippetsOf(PAGE);
const HOOK_CALLS = SNIPPETS.filter(({ kind }) => kind === 'hook');

/** Programs that call one hook: the arguments are its name and its body, the output is the answer. */
const DRIVERS: Readonly<Record<string, string>> = {
  js: `
    import { wikiHook } from './wiki-hook.mjs';
    const [name, body] = process.argv.slice(2);
    process.stdout.write(JSON.stringify(await wikiHook(name, JSON.parse(body))));`,
  python: `
import json, sys
from wiki_hook import wiki_hook
print(json.dumps(wiki_hook(sys.argv[1], json.loads(sys.argv[2]))))`,
  php: `<?php
    require 'wiki_hook.php';
    echo json_encode(wiki_hook($argv[1], json_decode($argv[2], true)));`,
  ruby: `
    require_relative "wiki_hook"
    puts JSON.generate(wiki_hook(ARGV[0], JSON.parse(ARGV[1])))`,
  go: `
    package main

    import ("encoding/json"; "log"; "os")

    func main() {
      var fields map[string]any
      json.Unmarshal([]byte(os.Args[2]), &fields)
      answer, err := WikiHook(os.Args[1], fields)
      if err != nil { log.Fatal(err) }
      json.NewEncoder(os.Stdout).Encode(answer)
    }`,
  bash: 'exec bash ./wiki-hook.sh "$@"',
};

const NAME = 'Žluť, "李"; O\'Neill+ 100% #1 \u{1f600}';

let valkey: ValkeyServer;
let bridge: Bridge;
let hooks: HookServer;
let log: CapturedLog;
const programs = new Map<Snippet, SnippetProgram>();

beforeAll(async () => {
  tellSkipped(
    PAGE,
    SNIPPETS.filter(({ kind }) => kind !== ''),
  );
  log = new CapturedLog();
  valkey = await ValkeyServer.start();
  bridge = new Bridge(valkey.url);
  hooks = await HookServer.start(bridge);
  for (const snippet of HOOK_CALLS.filter(runsHere)) {
    programs.set(snippet, new SnippetProgram(snippet, DRIVERS[snippet.language] ?? ''));
  }
  await Promise.all(Array.from(programs.values(), (program) => program.build()));
}, 180_000); // Go compiles its HTTP library the first time.
beforeEach(() => {
  hooks.requests.length = 0;
  hooks.canned = [];
});
afterAll(async () => {
  for (const program of programs.values()) program.remove();
  await hooks?.stop();
  bridge?.close();
  await valkey?.stop();
  log.stop();
});

function call(snippet: Snippet, name: string, body: object, secret = HOOK_SECRET): Promise<Run> {
  const env = { WIKI_SSO_HOOKS_URL: hooks.url, WIKI_SSO_HOOK_SECRET: secret };
  return (programs.get(snippet) as SnippetProgram).run([name, JSON.stringify(body)], { env });
}

async function answerOf(
  run: Promise<Run>,
): Promise<{ set_cookie: string; member: string; removed: boolean }> {
  const { ok, out, said } = await run;
  expect({ ok, said }).toEqual({ ok: true, said });
  return JSON.parse(out);
}

/** Whom the wiki sees, given a browser that was sent this line. */
async function visitor(setCookie: string): Promise<string | undefined> {
  const [pair = ''] = setCookie.split(';');
  return (await bridge.view({ cookies: [pair] })).context?.username;
}

test('the page has a call in each of the languages that it promises', () => {
  expect(HOOK_CALLS.map(({ language }) => language)).toEqual(['js', 'python', 'php', 'ruby', 'go', 'bash']);
});

test('no code on the page goes unchecked', () => {
  for (const { language, kind, text } of SNIPPETS) {
    expect({ text, checked: /^(hook|check)$/.test(kind) || /^(console|http|json)$/.test(language) }).toEqual({
      text,
      checked: true,
    });
  }
});

for (const snippet of SNIPPETS.filter(({ kind }) => kind === 'check')) {
  (runsHere(snippet) ? test : test.skip)(`${titleOf(snippet)}: is well-formed`, async () => {
    const program = new SnippetProgram(snippet, '');
    await program.check().finally(() => program.remove());
  });
}

describe.each(HOOK_CALLS.map((snippet) => ({ title: titleOf(snippet), snippet })))(
  '$title',
  ({ snippet }) => {
    const here = runsHere(snippet) ? test : test.skip;
    // By hand, somebody sees the answer and tries again.

    here('logs a user in, in again over the live session, and out', async () => {
      const first = await answerOf(call(snippet, 'login', { username: NAME, email: 'zlut@example.com' }));
      const header = await visitor(first.set_cookie);
      expect(decodeURIComponent(header ?? '')).toBe(NAME);
      expect(first.member).toMatch(/^[0-9a-f]{64}$/);

      const body = { username: 'alice', email: '', replaces: first.member, persistent: false };
      const second = await answerOf(call(snippet, 'login', body, `whsec_${HOOK_SECRET}`));
      expect(second.set_cookie).not.toContain('Max-Age');
      expect([await visitor(first.set_cookie), await visitor(second.set_cookie)]).toEqual(['', 'alice']);

      const logout = await answerOf(call(snippet, 'logout', { member: second.member }));
      expect(logout.set_cookie).toMatch(/^wiki_sso=; .*Max-Age=0/);
      expect([logout.removed, await visitor(second.set_cookie)]).toEqual([true, '']);
      expect(new Set(hooks.requests.map(({ id }) => id)).size).toBe(3);
    });

    here('fails aloud when the bridge refuses', async () => {
      const unsigned = await call(
        snippet,
        'login',
        { username: 'alice', email: '' },
        `Z${HOOK_SECRET.slice(1)}`,
      );
      expect([unsigned.ok, unsigned.said]).toEqual([false, expect.stringContaining('401')]);
      expect(unsigned.said).not.toContain(HOOK_SECRET.slice(1));

      const invalid = await call(snippet, 'login', { username: 'alice', email: 'nowhere' });
      expect([invalid.ok, invalid.said]).toEqual([false, expect.stringContaining('400')]);
      expect(hooks.requests).toHaveLength(2);
    });

    here('follows no redirect', async () => {
      hooks.canned = [{ status: 307, headers: { location: `${hooks.url}/login` } }];
      await call(snippet, 'login', { username: 'alice', email: '' });
      expect(hooks.requests).toHaveLength(1);
    });

    // By hand, somebody sees the answer and tries again.
    if (snippet.language === 'bash') return;
    here('tries a second time after 503, under a new id, and no third time', async () => {
      hooks.canned = [{ status: 503, body: '{}' }];
      const { set_cookie } = await answerOf(call(snippet, 'login', { username: 'alice', email: '' }));
      expect(await visitor(set_cookie)).toBe('alice');
      expect(new Set(hooks.requests.map(({ id }) => id)).size).toBe(2);

      hooks.canned = Array.from({ length: 3 }, () => ({ status: 503, body: '{}' }));
      const { ok, said } = await call(snippet, 'login', { username: 'alice', email: '' });
      expect([ok, said]).toEqual([false, expect.stringContaining('503')]);
      expect(hooks.requests).toHaveLength(4);
    });
  },
);

test('every one gives up on a bridge that does not answer', async () => {
  hooks.canned = Array.from({ length: 20 }, () => SILENCE);
  const startedAt = Date.now();
  const runs = await Promise.all(
    Array.from(programs.keys(), (snippet) => call(snippet, 'logout', { member: 'a'.repeat(64) })),
  );
  expect(Date.now() - startedAt).toBeLessThan(8000);
  expect(runs.map(({ ok }) => ok)).toEqual(runs.map(() => false));
  expect(hooks.requests).toHaveLength(programs.size);
}, 15_000);
