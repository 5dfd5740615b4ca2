import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Reads the command line. What cannot be used ends the process with exit code 2, and one line says why. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return endFor((error as Error).message);
  }
}

/**
 * Reads a number that is to be more than 0.
 * @param option as on the command line, for the message that ends the process when the text is none
 */
export function positive(option: string, text: string): number {
  const number = Number(text);
  return number > 0 && Number.isFinite(number) ? number : endFor(`${option} takes a number above 0`);
}

function endFor(why: string): never {
  process.stderr.write(`${why}\nTry --help.\n`);
  process.exit(2);
}
