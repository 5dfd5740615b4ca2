/** Reads the configuration from `wiki-sso.json` and CDK context. */

import { existsSync, readFileSync } from 'node:fs';
import { type Config, readConfig } from './config.ts';
import { InvalidConfig } from './context-reader.ts';

/** The configuration file of a deployment. */
export const CONFIG_FILE = 'wiki-sso.json';
/** The environment variable that names another file; an empty value means no file. */
export const CONFIG_FILE_VARIABLE = 'WIKI_SSO_CONFIG';

/**
 * Reads the configuration from its file and from CDK context. Context, such as `-c`, overrides the file.
 * @param context the whole CDK context
 * @param path the file, which may be absent
 * @throws InvalidConfig
 */
export function readConfigOf(context: Readonly<Record<string, unknown>>, path: string): Config {
  const own = path === '' || !existsSync(path) ? {} : readObject(path);
  const all: Record<string, unknown> = { ...own, ...context };
  return readConfig((key) => all[key], Object.keys(all), Object.keys(own));
}

function readObject(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new InvalidConfig(
      `${path}: expected JSON, got a file that does not parse: ${(error as Error).message}`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new InvalidConfig(`${path}: expected a JSON object, got another JSON value`);
}
