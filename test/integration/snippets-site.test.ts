import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HOOK_SECRET } from '../../harness/signed-hook.ts';
import {
  type Run,
  runsHere,
  type Snippet,
  SnippetProgram,
  snippetsOf,
  tellSkipped,
  titleOf,
} from '../support/doc-snippets.ts';
import { SILENCE } from '../support/hook-server.ts';
import { bridge, hooks, useBridge } from '../support/use-bridge.ts';

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

const programs = new Map<Snippet, SnippetProgram>();

useBridge({ overHttp: true });
beforeAll(async () => {
  tellSkipped(
    PAGE,
    SNIPPETS.filter(({ kind }) => kind !== ''),
  );
  for (const snippet of HOOK_CALLS.filter(runsHere)) {
    programs.set(snippet, new SnippetProgram(snippet, DRIVERS[snippet.language] ?? ''));
  }
  await Promise.all(Array.from(programs.values(), (program) => program.build()));
}, 180_000); // Go compiles its HTTP library the first time.
afterAll(() => {
  for (const program of programs.values()) program.remove();
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
    expect({
      text,
      checked:
        /^(hook|sign|member|routes|settings|local)$/.test(kind) || /^(console|http|json)$/.test(language),
    }).toEqual({
      text,
      checked: true,
    });
  }
});

/** Runs a snippet that stands once on the page, with what it imports. */
async function runOnly(kind: string, driver: string, args: string[], others: readonly Snippet[] = []) {
  const [snippet, ...more] = SNIPPETS.filter((one) => one.kind === kind);
  expect(more).toEqual([]);
  const program = new SnippetProgram(snippet as Snippet, driver, others);
  const env = { WIKI_SSO_HOOKS_URL: hooks.url, WIKI_SSO_HOOK_SECRET: HOOK_SECRET };
  const { ok, out, said } = await program.run(args, { env }).finally(() => program.remove());
  expect({ ok, said }).toEqual({ ok: true, said });
  return JSON.parse(out);
}

test('Node: the cookie that a browser sent is named as the bridge names it', async () => {
  const driver = `
    import { sentMember } from './sent-member.mjs';
    console.log(JSON.stringify(process.argv.slice(2).map((header) => sentMember(header) ?? null)));`;
  const { value, member } = await bridge.cookieOf('Žluť, "李"', 'x@example.com');
  const headers = [`a=b; wiki_sso=${value}; c=d`, `wiki_sso="${value}"`, `wiki_sso=${value}`, 'a=b', ''];
  expect(await runOnly('member', driver, headers)).toEqual([member, member, member, null, null]);
});

test('Node: the routes of Express log in, in again, and out', async () => {
  const driver = `
    import { loggedIn, loggedOut } from './express-routes.mjs';
    const lines = [];
    const response = { append: (name, value) => lines.push([name, value]) };
    const request = { session: {} };
    await loggedIn(request, response, { name: 'alice' }, undefined);
    const first = request.session.wikiMember;
    await loggedIn(request, response, { name: 'bob', email: 'bob@example.com' }, first);
    const second = request.session.wikiMember;
    await loggedIn(request, response, { name: ' not taken ' }, second);
    await loggedOut(response, second);
    console.log(JSON.stringify({ first, second, lines }));`;
  const call = SNIPPETS.filter(({ file }) => file === 'wiki-hook.mjs');
  const { first, second, lines } = await runOnly('routes', driver, [], call);
  expect([first, second].every((member) => /^[0-9a-f]{64}$/.test(member))).toBe(true);
  expect(lines.map(([name]: string[]) => name)).toEqual(Array.from(lines, () => 'Set-Cookie'));
  const [login, again, refused, logout] = lines.map(([, line]: string[]) => line);
  expect([await visitor(login), await visitor(again)]).toEqual(['', '']);
  expect([refused, logout]).toEqual([expect.stringMatching(/^wiki_sso=; .*Max-Age=0/), refused]);
  expect(hooks.requests.map(({ path }) => path.split('/').at(-1))).toEqual([
    ...['login', 'login', 'login', 'logout'],
  ]);
});

test('Python: standardwebhooks signs, wherever the machine is', async () => {
  const driver = `
import json, os, sys, time
os.environ["TZ"] = "Asia/Tokyo"
time.tzset()
from signed_headers import signed_headers
from http.client import HTTPConnection
from urllib.parse import urlsplit
url = urlsplit(os.environ["WIKI_SSO_HOOKS_URL"])
connection = HTTPConnection(url.netloc)
connection.request("POST", url.path + "/login", sys.argv[1], signed_headers(sys.argv[1]))
print(json.dumps(connection.getresponse().status))`;
  expect(await runOnly('sign', driver, ['{"username":"alice","email":""}'])).toBe(200);
});

test('Django: the settings for a local bridge are those of endpoints.json', async () => {
  const driver = `
import json, pathlib, sys
endpoints = {"hooksUrl": "http://127.0.0.1:1/hooks", "hookSecret": "s", "wikis": [{"url": "http://a"}, {"url": "http://b"}]}
pathlib.Path("endpoints.json").write_text(json.dumps(endpoints))
text = pathlib.Path(sys.argv[1]).read_text().replace("/path/to/wiki-sso/.local/endpoints.json", "endpoints.json")
given = {}
exec(compile(text, "settings.py", "exec"), given)
print(json.dumps(given["WIKI_SSO"]))`;
  const [snippet] = SNIPPETS.filter(({ kind }) => kind === 'local');
  expect(await runOnly('local', driver, [snippet?.file ?? ''])).toEqual({
    HOOKS_URL: 'http://127.0.0.1:1/hooks',
    HOOK_SECRET: 's',
    WIKI_URLS: ['http://a', 'http://b'],
  });
});

test('Django: the settings give the site cookies that no other host can plant', async () => {
  const driver = `
import json, runpy
from django.conf import settings
given = {name: value for name, value in runpy.run_path("host-cookies.py").items() if name.isupper()}
settings.configure(SECRET_KEY="x" * 50, ROOT_URLCONF="__main__", ALLOWED_HOSTS=["localhost"], INSTALLED_APPS=["django.contrib.sessions"],
    SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies", MIDDLEWARE=[
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware"], **given)
import django
django.setup()
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import Client
from django.urls import path

def page(request):
    request.session["a"] = 1
    get_token(request)
    return HttpResponse()

urlpatterns = [path("", page)]
cookies = Client(SERVER_NAME="localhost").get("/", secure=True).cookies
print(json.dumps([morsel.OutputString() for morsel in cookies.values()]))`;
  const lines: string[] = await runOnly('settings', driver, []);
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    expect(line).toMatch(/^__Host-(sessionid|csrftoken)=/);
    expect(line).toMatch(/; Path=\/(;|$)/);
    expect(line).toContain('; Secure');
    expect(line).not.toMatch(/domain/i);
  }
});

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
