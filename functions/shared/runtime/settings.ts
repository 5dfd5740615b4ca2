/** Reads settings from environment variables and checks their form. */
import { InvalidSettingError } from './errors.ts';

/** Where settings come from: `process.env`, or a plain object in a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a required setting.
 * @throws InvalidSettingError if it is missing or empty
 */
export function readText(env: Environment, name: string): string {
  const value = env[name];
  if (value === undefined || value === '') throw new InvalidSettingError(`${name} is not set.`);
  return value;
}

/**
 * Reads a whole number.
 * @throws InvalidSettingError if it is missing, not a whole number, or outside `min`–`max`
 */
export function readInteger(env: Environment, name: string, min: number, max: number): number {
  const text = readText(env, name);
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw unexpected(name, `a whole number from ${min} to ${max}`, text);
  return value;
}

/**
 * Reads a setting that must match a pattern.
 * @param expected what the pattern matches, in words, for the error
 * @throws InvalidSettingError if it is missing or does not match
 */
export function readMatching(env: Environment, name: string, pattern: RegExp, expected: string): string {
  const value = readText(env, name);
  if (!pattern.test(value)) throw unexpected(name, expected, value);
  return value;
}

function unexpected(name: string, expected: string, value: string): InvalidSettingError {
  return new InvalidSettingError(`${name}: expected ${expected}, got ${JSON.stringify(value)}.`);
}
