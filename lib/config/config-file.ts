import { existsSync, readFileSync } from 'node:fs';
import { type Config, readConfig } from './config.ts';
import { InvalidConfig } from './context-reader.ts';

/** The file of a deployment's own. */
export const CONFIG_FILE = 'wiki-sso.json';
/** Names another file; empty for none. */
export const CONFIG_FILE_VARIABLE = 'WIKI_SSO_CONFIG';

/**
 * Reads the configuration from its file and from CDK context; where both have a key, context counts, as `-c` does.
 * @param context all of the CDK's context
 * @param path of the file, which need not exist
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
    throw new InvalidConfig(`${path} cannot be read as JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new InvalidConfig(`${path} holds no JSON object of keys`);
}
