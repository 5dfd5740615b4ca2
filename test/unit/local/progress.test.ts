import { setTimeout as sleep } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { Progress } from '../../../local/progress.mjs';

const ESC = '\u001b';

/** Keeps what is written; `screen` is what a terminal would show of it. */
class FakeOutput {
  readonly isTTY: boolean;
  readonly columns = 80;
  text = '';

  constructor(isTTY: boolean) {
    this.isTTY = isTTY;
  }

  write(text: string): void {
    this.text += text;
  }

  get screen(): string[] {
    const lines: string[] = [];
    let row = 0;
    // The two movements that are used: up by some lines, and wipe from there.
    for (const token of this.text.split(new RegExp(`(${ESC}\\[\\d+A|${ESC}\\[J|\n)`))) {
      const up = new RegExp(`^${ESC}\\[(\\d+)A$`).exec(token);
      if (up) row -= Number(up[1]);
      else if (token === `${ESC}[J`) lines.length = row;
      else if (token === '\n') row += 1;
      else lines[row] = `${lines[row] ?? ''}${stripVTControlCharacters(token).replace('\r', '')}`;
    }
    return lines.filter((line) => line !== '');
  }
}

function progressOn(out: FakeOutput, env: NodeJS.ProcessEnv = {}): Progress {
  return new Progress(out, env);
}

describe('on a terminal', () => {
  test('a step ticks while it runs, with the seconds so far, and leaves one line', async () => {
    const out = new FakeOutput(true);
    await progressOn(out).step('cdk deploy', async () => {
      expect(out.screen).toEqual([expect.stringMatching(/^ {2}\S cdk deploy +0 s$/)]);
      await sleep(1_150);
      expect(out.screen).toEqual([expect.stringMatching(/^ {2}\S cdk deploy +1 s$/)]);
    });
    expect(out.screen).toEqual([expect.stringMatching(/^ {2}✓ cdk deploy +1\.\d s$/)]);
  });

  test('steps side by side tick below what is said meanwhile, and a ^C is wiped with them', async () => {
    const out = new FakeOutput(true);
    const progress = progressOn(out);
    const ends: (() => void)[] = [];
    const step = (title: string) =>
      progress.step(title, () => new Promise<void>((resolve) => ends.push(resolve)));
    const [first, second] = [step('one'), step('two')];
    progress.say('said');
    expect(out.screen).toEqual(['said', expect.stringContaining('one'), expect.stringContaining('two')]);
    ends[1]?.();
    await second;
    expect(out.screen).toEqual([
      'said',
      expect.stringContaining('✓ two'),
      expect.stringMatching(/one +0 s$/),
    ]);
    out.write('^C');
    progress.dropSteps();
    expect(out.screen).toEqual(['said', expect.stringContaining('✓ two')]);
    ends[0]?.();
    await first;
    expect(out.screen).toHaveLength(2);
  });

  test('no line is wider than 80 columns, however long the title', async () => {
    const out = new FakeOutput(true);
    await progressOn(out).step('x'.repeat(200), async () => {
      expect(out.screen[0]?.length).toBeLessThan(80);
    });
  });

  test('a failed step says so and fails', async () => {
    const out = new FakeOutput(true);
    const step = progressOn(out).step('site', () => Promise.reject(new Error('no')));
    await expect(step).rejects.toThrow('no');
    expect(out.screen).toEqual([expect.stringMatching(/✗ site/)]);
  });
});

describe('elsewhere', () => {
  test('there are plain lines only: a step begun, a step done', async () => {
    const out = new FakeOutput(false);
    await progressOn(out).step('cdk deploy', () => sleep(300));
    expect(out.text).toMatch(/^ {2}… cdk deploy\n {2}✓ cdk deploy +0\.\d s\n$/);
  });
});

describe('colours', () => {
  test.each([
    ['a terminal', true, {}, true],
    ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, false],
    ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, true],
    ['a dumb terminal', true, { TERM: 'dumb' }, false],
    ['no terminal', false, {}, false],
    ['no terminal but FORCE_COLOR', false, { FORCE_COLOR: '1' }, true],
    ['a terminal with FORCE_COLOR=0', true, { FORCE_COLOR: '0' }, false],
  ])('%s', (_where, isTTY, env, coloured) => {
    const out = new FakeOutput(isTTY);
    const progress = progressOn(out, env);
    progress.heading('Up');
    progress.problem('npm start failed\n  because');
    progress.log('site', 'listening');
    expect(out.text.includes(`${ESC}[1m`)).toBe(coloured);
    expect(stripVTControlCharacters(out.text)).toBe(
      'Up\n\nnpm start failed\n  because\nsite          │ listening\n',
    );
    if (!coloured) expect(out.text).not.toContain(ESC);
  });
});

test("a part's own control sequences do not reach the terminal", () => {
  const out = new FakeOutput(false);
  progressOn(out).log('wiki', `${ESC}[31mred${ESC}[2J`);
  expect(out.text).toBe('wiki          │ red\n');
});
