// Reads a line from a terminal without echo.

import type { ReadStream } from 'node:tty';

const [CTRL_C, CTRL_D, BACKSPACE, DELETE, CTRL_U] = ['\u0003', '\u0004', '\b', '\u007f', '\u0015'];
const ENDS = new Set(['\r', '\n', CTRL_D]);

/**
 * Reads a line from a terminal without echo. It uses raw mode, because the terminal's own lines end at 4,095
 * bytes and a cookie may be that long.
 * @param onStop called at Ctrl-C, which sends no signal in raw mode
 */
export function readHiddenLine(
  input: ReadStream,
  output: NodeJS.WritableStream,
  prompt: string,
  onStop: () => void,
): Promise<string> {
  // Before the prompt: otherwise a cookie that is pasted at once would appear.
  input.setRawMode(true);
  output.write(prompt);
  input.setEncoding('utf8');
  input.resume();
  return new Promise((resolve) => {
    let line = '';
    const onData = (text: string) => {
      for (const character of text) {
        if (character === CTRL_C || ENDS.has(character)) {
          end();
          if (character === CTRL_C) onStop();
          else resolve(line.trim());
          return;
        }
        line = edit(line, character);
      }
    };
    const end = () => {
      input.off('data', onData);
      input.setRawMode(false);
      input.pause();
      output.write('\n');
    };
    input.on('data', onData);
  });
}

/** The line after one more key. */
function edit(line: string, character: string): string {
  if (character === BACKSPACE || character === DELETE) return [...line].slice(0, -1).join('');
  return character === CTRL_U ? '' : line + character;
}
