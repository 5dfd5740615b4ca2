import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from '@jest/globals';
import { readHiddenLine } from '../../../cli/terminal/hidden-line.ts';

/** A terminal that records, in order, its output and when echo goes off and on. */
function terminal() {
  const events: string[] = [];
  const input = Object.assign(new PassThrough(), {
    setRawMode: (raw: boolean) => events.push(raw ? 'hides' : 'shows'),
  });
  const output = { write: (text: string) => events.push(text) } as unknown as NodeJS.WritableStream;
  const line = readHiddenLine(input as unknown as ReadStream, output, 'Cookie: ', () =>
    events.push('stopped'),
  );
  return { events, input, line };
}

test('turns echo off before the prompt, so that an immediate paste stays hidden', async () => {
  const { events, input, line } = terminal();
  input.write('secret\r');
  expect(await line).toBe('secret');
  expect(events).toEqual(['hides', 'Cookie: ', 'shows', '\n']);
});

test('Ctrl-C turns echo on again, and stops', async () => {
  const { events, input } = terminal();
  input.write('sec\u0003');
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(['hides', 'Cookie: ', 'shows', '\n', 'stopped']);
});

test('backspace deletes a character, Ctrl-U the line', async () => {
  const { input, line } = terminal();
  input.write('wrong\u0015secrey\u007ft\n');
  expect(await line).toBe('secret');
});
