import type { Deployment } from './deployment.ts';
import { DEFAULT_STACK } from './find-deployment.ts';

/** A command for somebody to type later: for this very deployment, not for the one that is taken when none is named. */
export function commandFor(
  { isLocal, stackName }: Pick<Deployment, 'isLocal' | 'stackName'>,
  ...words: readonly string[]
): string {
  const stack = stackName === DEFAULT_STACK ? [] : ['--stack', stackName];
  return ['wiki-sso', ...words, ...(isLocal ? ['--local'] : stack)].map(shellWord).join(' ');
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
