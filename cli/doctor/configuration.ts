import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConfig } from '../../lib/config/config.ts';
import { ROOT } from '../../local/paths.ts';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('configuration');

/** Whether the CDK context in this folder can be deployed. @param folder where cdk.json is */
export async function lookAtConfiguration(folder = ROOT): Promise<Finding[]> {
  const file = join(folder, 'cdk.context.json');
  if (!existsSync(file))
    return [
      finding(
        'warn',
        'there is no cdk.context.json here',
        'run this where you deploy from: docs/configuration.md',
      ),
    ];
  const context = { ...contextIn(join(folder, 'cdk.json'), 'context'), ...contextIn(file) };
  const config = readConfig((key) => context[key], Object.keys(context));
  const wikis = config.wikis.map(({ host }) => host).join(', ');
  return [finding('ok', `cdk.context.json: store ${config.store.kind}, ${wikis}`)];
}

function contextIn(file: string, key?: string): Record<string, unknown> {
  const content = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, unknown>>;
  return (key === undefined ? content : content[key]) ?? {};
}
