/** Types of progress.mjs, the steps on the terminal. */

import type { styleText } from 'node:util';

type Style = Parameters<typeof styleText>[0];

/** The output of `Progress`: process.stdout, or a test's replacement. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** See progress.mjs. */
export class Progress {
  constructor(out: Output, env?: NodeJS.ProcessEnv);
  say(line: string): void;
  heading(text: string): void;
  step<T>(title: string, work: () => Promise<T>): Promise<T>;
  dropSteps(): void;
  log(part: string, line: string): void;
  problem(message: string): void;
  paint(style: Style, text: string): string;
}
