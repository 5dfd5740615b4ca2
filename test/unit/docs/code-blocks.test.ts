import { describe, expect, test } from '@jest/globals';
import { type Command, CommanderError } from 'commander';
import { createProgram } from '../../../cli/command-line/program.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import { readConfig } from '../../../lib/config/config.ts';
import { blocksOf, markdownFiles, readMarkdown } from '../../support/markdown.ts';

// Every block of code of every page is run as pasted by a test, or stands on a list with a reason.

/** Where the blocks of a page are run, by the first words of their fences: a language, and a kind. */
const RUN: Readonly<Record<string, { readonly test: string; readonly fences: RegExp }>> = {
  'docs/connect-a-site.md': {
    test: 'test/integration/snippets-site.test.ts',
    fences: /^\w+ (hook|sign|member|routes|settings|local)\b/,
  },
  'docs/connect-a-wiki.md': { test: 'test/integration/snippets-wiki.test.ts', fences: /^\w+ assertion\b/ },
  'README.md': { test: 'test/integration/snippets-readme.test.ts', fences: /^python$/ },
  'docs/operator-runbook.md': { test: 'test/integration/snippets-readme.test.ts', fences: /^python$/ },
};

/** What no test runs, and why. A page of a helper's own tests is named by them. */
const NOT_RUN: readonly (readonly [page: RegExp, fence: RegExp, reason: string])[] = [
  [
    /^docs\/connect-a-wiki\.md$/,
    /^(php|python) check\b/,
    'part of a wiki that is not installed here; parsed by snippets-wiki',
  ],
  [/^clients\//, /^(sh|python|console)$/, "the client's own tests install it and run its settings"],
  [/^docs\/add-to-a-running-moinmoin\.md$/, /^python$/, "run by the plugin's test_readme_snippets.py"],
  [/^docs\/configuration\.md$/, /^ts$/, 'a CDK app of its own: the same is synthesized by test/stack'],
];

/** Shows something, and is nothing to run. */
const SHOWN = /^(text|http|ini|nginx|)$/;

/** Commands of a console block, by their first words; what they need is not on every machine that runs the tests. */
const COMMANDS: readonly (readonly [start: RegExp, reason: string])[] = [
  [/^(npx )?wiki-sso /, 'parsed here; run by test/system/operations'],
  [/^npm (start|test|ci|install|run )/, 'starts, installs or tests everything: what .ci/run does'],
  [/^(NODE_OPTIONS=\S+ )?npx jest /, 'what npm test does'],
  [/^npx cdk /, 'deploys: npm start does it into the emulator, the layer stack synthesizes'],
  [/^aws /, 'takes the AWS CLI'],
  [
    /^(git|cd|umask|rm|pip|python|waitress-serve|node|curl|bash|pytest|moin|openssl|export)\b/,
    'prepares, or by hand',
  ],
  [/^printf .* \| sha256sum$/, 'prints the example of contract-vectors'],
  [/^\.\.\/\.\.\/\.local\/venv\/bin\/pytest /, 'what npm test does'],
  [/^(redis-cli|valkey-cli|mkdir|cat|docker|systemctl|chmod|sudo|dig|echo)\b/, 'prepares, or by hand'],
];

const pages = markdownFiles().map((page) => ({ page, blocks: blocksOf(readMarkdown(page)) }));
const all = pages.flatMap(({ page, blocks }) => blocks.map((block) => ({ page, ...block })));
const where = ({ page, line }: { page: string; line: number }) => `${page}:${line}`;

test('every block of code is run by a test, or stands on the list of those that are not', () => {
  const unaccounted = all
    .filter(({ info }) => !SHOWN.test(info) && !/^(console|json)$/.test(info))
    .filter(({ page, info }) => !RUN[page]?.fences.test(info))
    .filter(({ page, info }) => !NOT_RUN.some(([pages, fences]) => pages.test(page) && fences.test(info)));
  expect(unaccounted.map((block) => `${where(block)} ${block.info}`)).toEqual([]);
});

test('neither list names what is not there', () => {
  for (const [page, { fences }] of Object.entries(RUN)) {
    const found = all.some((block) => block.page === page && fences.test(block.info));
    expect({ page, found }).toEqual({ page, found: true });
  }
  for (const [page, fence] of NOT_RUN) {
    const found = all.some((block) => page.test(block.page) && fence.test(block.info));
    expect({ page, found }).toEqual({ page, found: true });
  }
});

describe('JSON', () => {
  test.each(all.filter(({ info }) => info === 'json').map((block) => [where(block), block.text]))(
    '%s is JSON',
    (_, text) => {
      for (const value of valuesIn(text)) expect(() => JSON.parse(value)).not.toThrow();
    },
  );

  const configurations = all.filter(
    ({ info, text }) => info === 'json' && text.includes('"cookieDomain": "'),
  );
  test.each(configurations.map((block) => [where(block), block.text]))('%s can be deployed', (_, text) => {
    const context = JSON.parse(text) as Record<string, unknown>;
    expect(() => readConfig((key) => context[key])).not.toThrow();
  });

  test('is there to be deployed', () => expect(configurations.length).toBeGreaterThan(2));
});

/** A whole value; or one a line; or a part of an object. */
function valuesIn(text: string): string[] {
  if (/^\s*"/.test(text)) return [`{${text.trim().replace(/,$/, '')}}`];
  const lines = text.trim().split('\n');
  return lines.length > 1 && lines.every((line) => /^[{[].*[}\]]$/.test(line)) ? lines : [text];
}

const commands = all
  .filter(({ info }) => info === 'console')
  .flatMap((block) => commandsIn(block.text).map((command) => [where(block), command] as const));

/** The commands after a prompt, with their continued lines; those joined by && apart. */
function commandsIn(text: string): string[] {
  const joined = text.replaceAll('\\\n', ' ');
  return Array.from(joined.matchAll(/^\s*\$ (.+)$/gm), ([, line = '']) =>
    line.replace(/ +#.*$/, '').split(/ && |; /),
  ).flat();
}

describe('a command to paste', () => {
  test('is one that somebody can run', () => {
    expect(commands.filter(([, command]) => !COMMANDS.some(([start]) => start.test(command.trim())))).toEqual(
      [],
    );
  });

  const ours = commands.filter(([, command]) => /^(npx )?wiki-sso /.test(command));
  test.each(ours)('%s: %s is taken by the command line', (_, command) => {
    expect(() => parse(wordsOf(command))).not.toThrow();
  });

  test('is found wrong when it is', () => {
    expect(ours.length).toBeGreaterThan(15);
    for (const command of [
      'wiki-sso revok alice',
      'wiki-sso revoke',
      'wiki-sso status --locl',
      'wiki-sso rotate hook --wait x',
    ])
      expect(() => parse(wordsOf(command))).toThrow(CommanderError);
  });
});

/** The words after the program's name, as a shell takes them apart, without comment, pipe and redirection. */
function wordsOf(command: string): string[] {
  const bare = command
    .replace(/^npx /, '')
    .replace(/ +#.*$/, '')
    .replace(/ [<>|].*$/, '');
  return Array.from(bare.matchAll(/'([^']*)'|(\S+)/g), ([, quoted, word = '']) => quoted ?? word).slice(1);
}

/** Parses without running. @throws {CommanderError} */
function parse(words: string[]): void {
  const program = createProgram({} as Terminal, () => {});
  for (const command of allOf(program)) {
    command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    if (command.commands.length === 0) command.action(() => {});
  }
  program.parse(words, { from: 'user' });
}

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap((child) => allOf(child as Command))];
}
