/** Reads the help of a program from its source, without running it. */

import { readFileSync } from 'node:fs';

/**
 * What a program's source says of its use, read without running it: a fresh clone lacks what the program imports, and
 * an older Node cannot read TypeScript.
 * @param file the source: either with a `const HELP = \`…\``, or with "`npm run NAME`: what it does" in its first comment
 * @returns {{help: string | undefined, usage: string}} `help` when it takes options
 */
export function programHelp(file) {
  const source = readFileSync(file, 'utf8');
  const [, help] = /^const HELP = `((?:[^`\\$]|\\.|\$(?!\{))*)`;/m.exec(source) ?? [];
  const [comment = ''] = /^(\/\/.*\n)+/.exec(source) ?? [];
  const [, command, about] =
    /^`(npm run [\w:-]+)`: (.+)$/s.exec(comment.replaceAll(/^\/\/ ?/gm, '').trim()) ?? [];
  const sentence = about && `${about[0].toUpperCase()}${about.slice(1)}`;
  return { help: help?.replaceAll('\\`', '`'), usage: `Usage: ${command}\n\n${sentence}` };
}
