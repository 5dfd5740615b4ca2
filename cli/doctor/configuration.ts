// Doctor: the configuration in this folder.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILE, readConfigOf } from '../../lib/config/config-file.ts';
import { ROOT } from '../../local/paths.ts';
import { type Finding, findingsOn } from './finding.ts';

const CONTEXT_FILE = 'cdk.context.json';
const finding = findingsOn('configuration');

/** Whether the configuration in this folder can be deployed. @param folder the one with cdk.json */
export async function lookAtConfiguration(folder = ROOT): Promise<Finding[]> {
  const files = [CONFIG_FILE, CONTEXT_FILE].filter((name) => existsSync(join(folder, name)));
  if (files.length === 0)
    return [
      finding(
        'warn',
        'expected wiki-sso.json or cdk.context.json here, got neither',
        'run this in the folder you deploy from: docs/configuration.md',
      ),
    ];
  const context = {
    ...contextIn(join(folder, 'cdk.json'), 'context'),
    ...contextIn(join(folder, CONTEXT_FILE)),
  };
  const config = readConfigOf(context, join(folder, CONFIG_FILE));
  const wikis = config.wikis.map(({ host }) => host).join(', ');
  return [finding('ok', `${files.join(', ')}: store ${config.store.kind}, ${wikis}`)];
}

function contextIn(file: string, key?: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  return (key === undefined ? content : content[key]) ?? {};
}
