/** Reads the command lines of the benchmarks. */

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Reads the command line. What cannot be used ends the process with exit code 2, and one line says why. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return endFor((error as Error).message);
  }
}

/** Texts of options, by name. */
type Texts<K extends string> = { readonly [name in K]?: string | undefined };

/** Reads the option `--name`, a number above 0; another ends the process as above. */
export function positive<K extends string>(texts: Texts<K>, name: K): number {
  const number = Number(texts[name]);
  return number > 0 && Number.isFinite(number) ? number : endFor(`--${name} takes a number above 0`);
}

/** Reads the option `--name`, how often a second, with 0 for not at all; another ends the process as above. */
export function perSecond<K extends string>(texts: Texts<K>, name: K): number {
  return texts[name] === '0' ? 0 : positive(texts, name);
}

function endFor(why: string): never {
  process.stderr.write(`${why}\nTry --help.\n`);
  process.exit(2);
}
