import { InvalidSetting } from './errors.ts';

/** Where settings come from: `process.env`, or a plain object in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a setting that must be there.
 * @throws InvalidSetting when it is missing or empty
 */
export function readText(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new InvalidSetting(`${name} is not set.`);
  return value;
}

/**
 * Reads a whole number.
 * @throws InvalidSetting when it is missing, not a whole number or outside `min`–`max`
 */
export function readInteger(env: Environment, name: string, min: number, max: number): number {
  const text = readText(env, name);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) {
    throw new InvalidSetting(
      `${name} is ${JSON.stringify(text)}; it takes a whole number from ${min} to ${max}.`,
    );
  }
  return value;
}

/**
 * Reads a setting that must match a pattern.
 * @param takes what the setting takes, in words, for the error
 * @throws InvalidSetting when it is missing or does not match
 */
export function readMatching(env: Environment, name: string, pattern: RegExp, takes: string): string {
  const value = readText(env, name);
  if (!pattern.test(value))
    throw new InvalidSetting(`${name} is ${JSON.stringify(value)}; it takes ${takes}.`);
  return value;
}
