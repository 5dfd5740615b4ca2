/** Reads typed values from untyped configuration and collects every mistake. */

import { nearestKey } from './nearest-key.ts';

/** The configuration is not valid; the message has one line for each bad key. */
export class InvalidConfig extends Error {
  override readonly name = 'InvalidConfig';
}

/**
 * Reads typed values from CDK context, where `-c key=value` makes every value text. It collects all mistakes, so that an
 * operator sees them at once.
 */
export class ContextReader {
  readonly #lookUp: (key: string) => unknown;
  readonly #path: string;
  readonly #problems: string[];
  /** The keys that were read, given or not. */
  readonly #asked = new Set<string>();

  constructor(lookUp: (key: string) => unknown, path = '', problems: string[] = []) {
    this.#lookUp = (key) => {
      this.#asked.add(key);
      return lookUp(key);
    };
    this.#path = path;
    this.#problems = problems;
  }

  /** Text that matches a pattern. */
  text(key: string, pattern: RegExp, expected: string, fallback?: string): string {
    const value = this.#lookUp(key) ?? fallback;
    if (typeof value === 'string' && pattern.test(value)) return value;
    this.#problem(key, value, expected);
    return '';
  }

  /** A whole number, also as text. */
  integer(key: string, min: number, max: number, fallback: number): number {
    const value = this.#lookUp(key) ?? fallback;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max)
      return number;
    this.#problem(key, value, `a whole number from ${min} to ${max}`);
    return fallback;
  }

  /** A whole number that may be left out. */
  optionalInteger(key: string, min: number, max: number): number | undefined {
    return this.has(key) ? this.integer(key, min, max, min) : undefined;
  }

  /**
   * One of a few words.
   * @param renamed words of earlier configurations: refused with the one that took their place
   */
  oneOf<const T extends string>(
    key: string,
    words: readonly [T, ...T[]],
    fallback?: T,
    renamed: ReadonlyMap<unknown, T> = new Map(),
  ): T {
    const value = this.#lookUp(key) ?? fallback;
    const word = words.find((candidate) => candidate === value);
    if (word !== undefined) return word;
    const now = renamed.get(value);
    if (now !== undefined) {
      this.note(key, `${JSON.stringify(value)} is now ${JSON.stringify(now)}`);
      return now;
    }
    this.#problem(key, value, words.map((candidate) => JSON.stringify(candidate)).join(' or '));
    return words[0];
  }

  /** Optional text. */
  optionalText(key: string, pattern: RegExp, expected: string): string | undefined {
    return this.has(key) ? this.text(key, pattern, expected) : undefined;
  }

  /** Whether a key was given. */
  has(key: string): boolean {
    const value = this.#lookUp(key);
    return value !== undefined && value !== null;
  }

  /** `true` or `false`, also as text. */
  flag(key: string, fallback: boolean): boolean {
    const value = this.#lookUp(key) ?? fallback;
    if (value === true || value === 'true') return true;
    if (value !== false && value !== 'false') this.#problem(key, value, 'true or false');
    return false;
  }

  /** A list of one or more texts; JSON on the command line. */
  texts(key: string, pattern: RegExp, expected: string): string[] {
    const value = parseIfText(this.#lookUp(key));
    if (
      Array.isArray(value) &&
      value.length > 0 &&
      value.every((text) => typeof text === 'string' && pattern.test(text))
    ) {
      return value as string[];
    }
    this.#problem(key, value, `a list of ${expected}, as JSON`);
    return [];
  }

  /** An optional object; JSON on the command line. */
  optionalObject<T>(key: string, read: (fields: ContextReader) => T): T | undefined {
    if (!this.has(key)) return undefined;
    const value = parseIfText(this.#lookUp(key));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return this.#readFields(value as Record<string, unknown>, `${this.#path}${key}.`, read);
    }
    this.#problem(key, value, 'an object, as JSON');
    return undefined;
  }

  /** A list of one or more objects; JSON on the command line. */
  list<T>(key: string, read: (item: ContextReader) => T): T[] {
    const value = parseIfText(this.#lookUp(key));
    if (!Array.isArray(value) || value.length === 0) {
      this.#problem(key, value, 'a list of at least one object, as JSON');
      return [];
    }
    return value.map((item: unknown, i) => {
      const fields = typeof item === 'object' && item !== null ? (item as Record<string, unknown>) : {};
      return this.#readFields(fields, `${this.#path}${key}[${i}].`, read);
    });
  }

  /** Reads the fields of an object and rejects unknown ones. */
  #readFields<T>(fields: Record<string, unknown>, path: string, read: (fields: ContextReader) => T): T {
    const reader = new ContextReader((field) => fields[field], path, this.#problems);
    const result = read(reader);
    const known = [...reader.#asked];
    for (const key of Object.keys(fields)) if (!reader.#asked.has(key)) reader.refuse(key, known);
    return result;
  }

  /** Whether a key was read so far. */
  hasAsked(key: string): boolean {
    return this.#asked.has(key);
  }

  /** Whether any value read so far was bad. */
  get hasProblems(): boolean {
    return this.#problems.length > 0;
  }

  /** Notes an unknown key, with the key that was probably meant. */
  refuse(key: string, known: readonly string[]): void {
    const nearest = nearestKey(key, known);
    const hint = nearest === undefined ? `the keys are ${known.join(', ')}` : `did you mean ${nearest}?`;
    this.note(key, `unknown key; ${hint}`);
  }

  /** Notes a problem in its own words. */
  note(key: string, problem: string): void {
    this.#problems.push(`  ${this.#path}${key}: ${problem}`);
  }

  /** Notes a problem that concerns several values. */
  check(key: string, bad: readonly unknown[], expected: string): void {
    if (bad.length > 0) this.#problem(key, bad, expected);
  }

  /** @throws InvalidConfig if any value read so far was bad */
  throwIfInvalid(): void {
    if (this.#problems.length > 0) {
      throw new InvalidConfig(`The configuration (CDK context) is not valid:\n${this.#problems.join('\n')}`);
    }
  }

  #problem(key: string, got: unknown, expected: string): void {
    this.note(key, `expected ${expected}, got ${got === undefined ? 'nothing' : JSON.stringify(got)}`);
  }
}

function parseIfText(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
