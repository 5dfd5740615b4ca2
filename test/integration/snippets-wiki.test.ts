import { createHmac, hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ASSERTION_KEY, Bridge } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { CapturedLog } from '../support/captured-log.ts';
import {
  runsHere,
  type Snippet,
  SnippetProgram,
  snippetsOf,
  tellSkipped,
  titleOf,
} from '../support/doc-snippets.ts';

// Runs the verifiers of docs/connect-a-wiki.md, each in its own language, on assertions of the real authorizer and on
// forged ones.

const PAGE = 'connect-a-wiki.md';
const SNIPPETS = snippetsOf(PAGE);
const VERIFIERS = SNIPPETS.filter(({ kind }) => kind === 'assertion');

/** How the page says that each language undoes the percent-encoding of X-Remote-User: one line of a table each. */
const DECODERS = new Map(
  Array.from(
    readFileSync(`docs/${PAGE}`, 'utf8').matchAll(/^\| `(\w+)` \| `([^`]*value[^`]*)` \|/gm),
    (row) => [row[1], row[2]],
  ),
);

/**
 * Programs that read {assertions, keys, headers} and write {visitors, names}: for each assertion its subject and email or
 * null, and each header decoded.
 */
const DRIVERS: Readonly<Record<string, (decode: string) => string>> = {
  js: (decode) => `
    import { visitorOf } from './wiki-identity.mjs';
    import { text } from 'node:stream/consumers';
    const { assertions, keys, headers } = JSON.parse(await text(process.stdin));
    const visitors = assertions.map((it) => {
      const visitor = visitorOf(it, { keys, audience: 'wiki.example.com' });
      return visitor && [visitor.sub, visitor.email ?? ''];
    });
    console.log(JSON.stringify({ visitors, names: headers.map((value) => ${decode}) }));`,
  python: (decode) => `
import json, sys, urllib.parse
from wiki_identity import visitor_of
given = json.load(sys.stdin)
visitors = []
for assertion in given["assertions"]:
    visitor = visitor_of(assertion, given["keys"], "wiki.example.com")
    visitors.append(visitor and [visitor["sub"], visitor.get("email", "")])
print(json.dumps({"visitors": visitors, "names": [${decode} for value in given["headers"]]}))`,
  php: (decode) => `<?php
    require 'wiki_identity.php';
    $given = json_decode(stream_get_contents(STDIN), true);
    $visitors = array_map(function (string $assertion) use ($given) {
        $visitor = visitor_of($assertion, $given['keys'], 'wiki.example.com');
        return $visitor ? [$visitor['sub'], $visitor['email'] ?? ''] : null;
    }, $given['assertions']);
    $names = array_map(fn ($value) => ${decode}, $given['headers']);
    echo json_encode(['visitors' => $visitors, 'names' => $names]);`,
  ruby: (decode) => `
    require_relative "wiki_identity"
    require "uri"
    given = JSON.parse($stdin.read)
    visitors = given["assertions"].map do |assertion|
      visitor = WikiIdentity.visitor_of(assertion, keys: given["keys"], audience: "wiki.example.com")
      visitor && [visitor["sub"], visitor["email"].to_s]
    end
    puts JSON.generate("visitors" => visitors, "names" => given["headers"].map { |value| ${decode} })`,
  go: (decode) => `
    package main

    import ("encoding/json"; "log"; "net/url"; "os")

    func main() {
      var given struct { Assertions, Keys, Headers []string }
      if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil { log.Fatal(err) }
      visitors, names := []any{}, []string{}
      for _, assertion := range given.Assertions {
        if visitor, err := VisitorOf(assertion, given.Keys, "wiki.example.com", "wiki-sso"); err == nil {
          visitors = append(visitors, []string{visitor.Subject, visitor.Email})
        } else {
          visitors = append(visitors, nil)
        }
      }
      for _, value := range given.Headers {
        name, err := ${decode}
        if err != nil { log.Fatal(err) }
        names = append(names, name)
      }
      json.NewEncoder(os.Stdout).Encode(map[string]any{"visitors": visitors, "names": names})
    }`,
};

const NEXT_KEY = 'the key that the bridge signs with after the rotation';
const OTHER_KEY = 'a key of somebody else, of more than thirty-two bytes';
const PEOPLE: readonly (readonly [name: string, email: string])[] = [
  ['alice', 'alice@example.com'],
  ['Žluť 李', ''],
  ['a+b%41 100%; c, "d"', "o'neill+wiki@example.com"],
  ['\u05d0\u200f \u{1f600}', 'žluť@example.com'],
];

const kidOf = (key: string) => hash('sha256', key, 'hex').slice(0, 8);
const encode = (part: unknown) =>
  Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');

interface Forgery {
  readonly header?: unknown;
  readonly claims?: unknown;
  readonly key?: string;
  readonly algorithm?: string;
  /** Put in the place of the signature. */
  readonly signature?: string;
}

const HEADER = { alg: 'HS256', typ: 'JWT', kid: kidOf(ASSERTION_KEY) };
const now = () => Math.floor(Date.now() / 1000);
const CLAIMS = () => ({
  iss: 'wiki-sso',
  aud: 'wiki.example.com',
  sub: 'alice',
  email: 'alice@example.com',
  sid: '0123456789abcdef',
  iat: now(),
  exp: now() + 60,
});

/** Makes an assertion that is as it should be but for what is given. */
function forged({ header = HEADER, claims = CLAIMS(), key = ASSERTION_KEY, ...rest }: Forgery = {}): string {
  const { algorithm = 'sha256', signature } = rest;
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${signature ?? createHmac(algorithm, key).update(signed).digest('base64url')}`;
}

const but = (changes: object): Forgery => ({ claims: { ...CLAIMS(), ...changes } });

function without(...names: string[]): Forgery {
  return { claims: Object.fromEntries(Object.entries(CLAIMS()).filter(([name]) => !names.includes(name))) };
}

// Made when the tests begin: they are good for a minute.
const ACCEPTED = {
  'an assertion made here, as a check of the forger': () => forged(),
  'one of the new key, during a rotation': () => forged({ key: NEXT_KEY }),
  'one whose kid is another key’s, for the key is what counts': () =>
    forged({ header: { ...HEADER, kid: kidOf(NEXT_KEY) } }),
  'one without a kid': () => forged({ header: { alg: 'HS256' } }),
  'one that ran out 15 s ago': () => forged(but({ exp: now() - 15 })),
  'one of a clock 15 s ahead': () => forged(but({ iat: now() + 15, exp: now() + 75 })),
};

const REFUSED = {
  'alg none, without a signature': () => forged({ header: { ...HEADER, alg: 'none' }, signature: '' }),
  'alg None, signed': () => forged({ header: { ...HEADER, alg: 'None' } }),
  'alg HS512, well signed': () => forged({ header: { ...HEADER, alg: 'HS512' }, algorithm: 'sha512' }),
  'alg HS384 on a signature of HS256': () => forged({ header: { ...HEADER, alg: 'HS384' } }),
  'alg RS256 on a signature of HS256': () => forged({ header: { ...HEADER, alg: 'RS256' } }),
  'no alg': () => forged({ header: { typ: 'JWT' } }),
  'another key under our kid': () => forged({ key: OTHER_KEY }),
  'no signature': () => forged({ signature: '' }),
  'a signature of one character': () => forged({ signature: 'A' }),
  'a signature padded with =': () => `${forged()}=`,
  'a signature cut short': () => forged().slice(0, -1),
  'claims changed after signing': () => {
    const [header, , signature] = forged().split('.');
    return `${header}.${encode({ ...CLAIMS(), sub: 'admin' })}.${signature}`;
  },
  'another issuer': () => forged(but({ iss: 'wiki-sso-2' })),
  'no issuer': () => forged(without('iss')),
  'another wiki’s audience': () => forged(but({ aud: 'other.example.com' })),
  'an audience that only begins like ours': () => forged(but({ aud: 'wiki.example.com.evil.example' })),
  'a list of audiences': () => forged(but({ aud: ['other.example.com', 'wiki.example.com'] })),
  'no audience': () => forged(without('aud')),
  'one that ran out 40 s ago': () => forged(but({ iat: now() - 100, exp: now() - 40 })),
  'no exp': () => forged(without('exp')),
  'exp null': () => forged(but({ exp: null })),
  'exp as a text': () => forged(but({ exp: '9999999999' })),
  'exp with a fraction': () => forged(but({ exp: now() + 60.5 })),
  'exp true': () => forged(but({ exp: true })),
  'iat 60 s ahead': () => forged(but({ iat: now() + 60, exp: now() + 120 })),
  'no iat': () => forged(without('iat')),
  'iat with a fraction': () => forged(but({ iat: now() - 0.5 })),
  'iat as a text': () => forged(but({ iat: String(now()) })),
  'no sub': () => forged(without('sub')),
  'an empty sub': () => forged(but({ sub: '' })),
  'a sub that is a number': () => forged(but({ sub: 1 })),
  'a sub that is an object': () => forged(but({ sub: { name: 'alice' } })),
  'no claims': () => forged({ claims: {} }),
  'claims that are a list': () => forged({ claims: [CLAIMS()] }),
  'claims null': () => forged({ claims: null }),
  'claims that are no JSON': () => forged({ claims: 'sub=alice' }),
  'claims that are no UTF-8': () => {
    const signed = `${encode(HEADER)}.${Buffer.from([0xff, 0xfe, 0x7b]).toString('base64url')}`;
    return `${signed}.${createHmac('sha256', ASSERTION_KEY).update(signed).digest('base64url')}`;
  },
  'a header that is no JSON': () => forged({ header: 'HS256' }),
  'a header that is a list': () => forged({ header: ['HS256'] }),
  nothing: () => '',
  'a word': () => 'garbage',
  dots: () => '..',
  'a hundred dots': () => '.'.repeat(100),
  'three words': () => 'a.b.c',
  'no ASCII': () => 'Žluť.李.\u{1f600}',
  'a fourth part': () => `${forged()}.x`,
  'a dot at the end': () => `${forged()}.`,
  'a blank before it': () => ` ${forged()}`,
  'a line feed after it': () => `${forged()}\n`,
  'two, as two headers are merged': () => `${forged()}, ${forged()}`,
  JSON: () => JSON.stringify(CLAIMS()),
  'ten thousand letters': () => 'A'.repeat(10_000),
};

interface Verdicts {
  readonly visitors: readonly (readonly [string, string] | null)[];
  readonly names: readonly string[];
}

let valkey: ValkeyServer;
let bridge: Bridge;
let log: CapturedLog;
const programs = new Map<Snippet, SnippetProgram>();
const verdicts = new Map<Snippet, Verdicts>();

async function ask(snippet: Snippet, assertions: string[], keys: string[], headers: string[] = []) {
  const input = JSON.stringify({ assertions, keys, headers });
  return (programs.get(snippet) as SnippetProgram).run([], { input });
}

beforeAll(async () => {
  tellSkipped(
    PAGE,
    SNIPPETS.filter(({ kind }) => kind !== ''),
  );
  log = new CapturedLog();
  for (const snippet of VERIFIERS.filter(runsHere)) {
    const driver = DRIVERS[snippet.language]?.(DECODERS.get(snippet.language) ?? '') ?? '';
    programs.set(snippet, new SnippetProgram(snippet, driver));
  }
  await Promise.all(Array.from(programs.values(), (program) => program.build()));

  valkey = await ValkeyServer.start();
  bridge = new Bridge(valkey.url);
  const genuine: string[] = [];
  const headers: string[] = [];
  for (const [name, email] of PEOPLE) {
    const { value } = await bridge.cookieOf(name, email);
    const { context } = await bridge.viewWith(value);
    genuine.push(context?.assertion ?? '');
    headers.push(context?.username ?? '');
  }
  const all = [
    ...genuine,
    ...[ACCEPTED, REFUSED].flatMap((cases) => Object.values(cases).map((make) => make())),
  ];
  for (const snippet of programs.keys()) {
    const { ok, out, said } = await ask(snippet, all, [ASSERTION_KEY, NEXT_KEY], headers);
    if (!ok) throw new Error(`${snippet.file}: ${said}`);
    verdicts.set(snippet, JSON.parse(out));
  }
}, 180_000); // Go compiles its libraries the first time.
afterAll(async () => {
  for (const program of programs.values()) program.remove();
  bridge?.close();
  await valkey?.stop();
  log.stop();
});

test('the page has a verifier in each of the languages that it promises', () => {
  const languages = ['js', 'python', 'php', 'ruby', 'go'];
  expect(VERIFIERS.map(({ language }) => language)).toEqual(languages);
  expect([...DECODERS.keys()]).toEqual(languages);
});

test('no code on the page goes unchecked', () => {
  for (const { language, kind, text } of SNIPPETS) {
    const checked = /^(assertion|check)$/.test(kind) || /^(console|http|json|ini)$/.test(language);
    expect({ text, checked }).toEqual({ text, checked: true });
  }
});

for (const snippet of SNIPPETS.filter(({ kind }) => kind === 'check')) {
  (runsHere(snippet) ? test : test.skip)(`${titleOf(snippet)}: is well-formed`, async () => {
    const program = new SnippetProgram(snippet, '');
    await program.check().finally(() => program.remove());
  });
}

describe.each(VERIFIERS.map((snippet) => ({ title: titleOf(snippet), snippet })))('$title', ({ snippet }) => {
  const here = runsHere(snippet) ? test : test.skip;
  const visitorAt = (index: number) => verdicts.get(snippet)?.visitors[index];

  here.each(PEOPLE.map(([name, email], index) => ({ name, email, index })))(
    'knows $name by the authorizer’s assertion',
    ({ name, email, index }) => expect(visitorAt(index)).toEqual([name, email]),
  );

  here.each(Object.keys(ACCEPTED).map((what, index) => ({ what, index: PEOPLE.length + index })))(
    'accepts $what',
    ({ index }) => expect(visitorAt(index)).toEqual(['alice', 'alice@example.com']),
  );

  const refusedFrom = PEOPLE.length + Object.keys(ACCEPTED).length;
  here.each(Object.keys(REFUSED).map((what, index) => ({ what, index: refusedFrom + index })))(
    'refuses $what',
    ({ index }) => expect(visitorAt(index)).toBeNull(),
  );

  here('lets nobody in while its key is missing or short', async () => {
    for (const key of ['', 'short']) {
      const { ok, out } = await ask(snippet, [forged({ key })], [key]);
      if (ok) expect(JSON.parse(out).visitors).toEqual([null]);
    }
    const { ok, out } = await ask(snippet, [forged()], []);
    if (ok) expect(JSON.parse(out).visitors).toEqual([null]);
  });

  here('decodes X-Remote-User as the page says', () => {
    expect(verdicts.get(snippet)?.names).toEqual(PEOPLE.map(([name]) => name));
  });
});
