import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ROOT } from '../../../local/paths.ts';
import { markdownFiles, readMarkdown } from '../../support/markdown.ts';

const readJson = (file: string) => JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
const MINIMUM: string = readJson('package.json').engines.node.replace('>=', '');

type Version = readonly [number, number, number];

/** @throws when it is no version: a range that this test cannot read must not pass for one that fits */
function parse(text: string): Version {
  const [, major, minor = '0', patch = '0'] =
    /^(\d+)(?:\.(\d+))?(?:\.(\d+|\*))?$/.exec(text.replace('.*', '')) ?? [];
  if (major === undefined) throw new Error(`expected a version, got ${text}`);
  return [Number(major), Number(minor), Number(patch)];
}

const isAtLeast = (version: Version, least: Version) =>
  (version.map((part, i) => part - (least[i] ?? 0)).find((difference) => difference !== 0) ?? 0) >= 0;

/** Whether a version is in a range as the lock's packages write them: `>=22`, `^18.1.0 || 20 || 6.*`, `14 >=14.17`. */
function isInRange(version: Version, range: string): boolean {
  return range.split('||').some((alternative) =>
    alternative
      .trim()
      .replaceAll(/>=\s+/g, '>=')
      .split(/\s+/)
      .every((part) => {
        if (part === '*' || part === '') return true;
        if (part.startsWith('>=')) return isAtLeast(version, parse(part.slice(2)));
        const least = parse(part.replace('^', ''));
        return version[0] === least[0] && isAtLeast(version, least);
      }),
  );
}

describe('the oldest Node that the project asks for', () => {
  test('satisfies every package of the lock: npm warns of none (EBADENGINE)', () => {
    const packages = Object.entries(
      readJson('package-lock.json').packages as Record<string, { engines?: { node?: string } }>,
    );
    const unfit = (version: string) =>
      packages.filter(([, { engines }]) => !isInRange(parse(version), engines?.node ?? '*'));
    expect(unfit(MINIMUM).map(([path]) => path)).toEqual([]);
    expect(unfit('20.19.0').map(([path]) => path)).toContain('node_modules/commander');
  });

  test('is what the README says, and the other pages leave it to the README', () => {
    expect(readMarkdown('README.md')).toContain(`Node.js ${MINIMUM} or newer`);
    const others = markdownFiles().filter((page) => page !== 'README.md');
    // Not what a site's own code takes, as the comment of a file in an example says.
    const saying = others.filter((page) =>
      /^(?!\/\/).*\bNode(\.js)? \d+(\.\d+)? or newer/m.test(readMarkdown(page)),
    );
    expect(saying).toEqual([]);
  });

  test('is what the launcher goes on with where npm has no Node of its own to bring', () => {
    const clone = mkdtempSync(join(tmpdir(), 'wiki-sso-node-'));
    try {
      cpSync(join(ROOT, 'local', 'setup'), join(clone, 'local', 'setup'), { recursive: true });
      cpSync(join(ROOT, 'package.json'), join(clone, 'package.json'));
      const [major, minor] = parse(MINIMUM);
      const versions = [`${major}.${minor - 1}.9`, `${major}.${minor}.0`, `${major + 1}.0.0`, '20.19.0'];
      const script = `
        const { canRunSources } = await import('./local/setup/pinned-node.mjs');
        console.log(JSON.stringify(${JSON.stringify(versions)}.map((version) => canRunSources(version))));`;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        cwd: clone,
        encoding: 'utf8',
      });
      expect(JSON.parse(stdout)).toEqual([false, true, true, false]);
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});
