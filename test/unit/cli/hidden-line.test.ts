import { PassThrough } from 'node:stream';
import type { ReadStream } from 'node:tty';
import { expect, test } from '@jest/globals';
import { readHiddenLine } from '../../../cli/terminal/hidden-line.ts';

/** A terminal that notes, in order, when it hides what is typed and what is written to it. */
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

test('hides what is typed before it asks: who pastes at the sight of the prompt sees nothing of it', async () => {
  const { events, input, line } = terminal();
  input.write('secret\r');
  expect(await line).toBe('secret');
  expect(events).toEqual(['hides', 'Cookie: ', 'shows', '\n']);
});

test('Ctrl-C shows again what is typed, and stops', async () => {
  const { events, input } = terminal();
  input.write('sec\u0003');
  await new Promise((resolve) => setImmediate(resolve));
  expect(events).toEqual(['hides', 'Cookie: ', 'shows', '\n', 'stopped']);
});

test('a line can be mended with backspace and begun anew with Ctrl-U', async () => {
  const { input, line } = terminal();
  input.write('wrong\u0015secrey\u007ft\n');
  expect(await line).toBe('secret');
});
