/** Reads the command lines of the benchmarks. */

import { type ParseArgsConfig, parseArgs } from 'node:util';

/** Reads the command line. A wrong option ends the process with exit code 2 and one line that says why. */
export function readOptions<T extends ParseArgsConfig>(config: T): ReturnType<typeof parseArgs<T>> {
  try {
    return parseArgs(config);
  } catch (error) {
    return endFor((error as Error).message);
  }
}

/** Option values by name. */
type Texts<K extends string> = { readonly [name in K]?: string | undefined };

/** Reads the option `--name`, a number above 0. Any other value ends the process with exit code 2. */
export function positive<K extends string>(texts: Texts<K>, name: K): number {
  const number = Number(texts[name]);
  return number > 0 && Number.isFinite(number)
    ? number
    : endFor(`--${name}: expected a number above 0, got ${JSON.stringify(texts[name])}`);
}

/** Reads the option `--name`, a rate per second, which may be 0. Any other value ends the process with exit code 2. */
export function perSecond<K extends string>(texts: Texts<K>, name: K): number {
  return texts[name] === '0' ? 0 : positive(texts, name);
}

function endFor(why: string): never {
  process.stderr.write(`${why}\nTry --help.\n`);
  process.exit(2);
}
