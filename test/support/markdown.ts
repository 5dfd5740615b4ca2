/** Reads the Markdown files of the project and their code blocks. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../local/paths.ts';

/** Every Markdown file of the project, as a path from its root. */
export function markdownFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z', '--', '*.md'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.split('\0').filter((path) => path !== '' && existsSync(join(ROOT, path)));
}

export function readMarkdown(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

/** A fenced block. */
export interface Block {
  /** From 1; the line of its opening fence. */
  readonly line: number;
  /** What stands after the fence's backticks. */
  readonly info: string;
  readonly text: string;
}

/** Every fenced block, those in lists too, with their indentation taken away. */
export function blocksOf(markdown: string): Block[] {
  return Array.from(
    markdown.matchAll(/^( *)(`{3,})([^`\n]*)\n([\s\S]*?)^\1\2 *$/gm),
    ({ index, 1: indent = '', 3: info = '', 4: text = '' }) => ({
      line: markdown.slice(0, index).split('\n').length,
      info: info.trim(),
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** The text without fenced and inline code, whose brackets are no links. */
function withoutCode(markdown: string): string {
  return markdown
    .replace(/^( *)(`{3,})[^`\n]*\n[\s\S]*?^\1\2 *$/gm, '')
    .replace(/(`+)(?!`)[\s\S]*?[^`]\1(?!`)/g, '');
}

/** Targets of links and pictures, in Markdown and in HTML. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  const patterns = [/\]\(\s*<?([^)\s>]+)>?[^)]*\)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /\b(?:href|src)="([^"]*)"/g];
  return patterns.flatMap((pattern) => Array.from(text.matchAll(pattern), ([, target = '']) => target));
}

/** The anchors that GitHub gives a file's headings, and those that it has of its own. */
export function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  const text = markdown.replace(/^( *)(`{3,})[^`\n]*\n[\s\S]*?^\1\2 *$/gm, '');
  for (const [, heading = ''] of text.matchAll(/^#{1,6} +(.+?) *#* *$/gm)) {
    const slug = slugOf(heading);
    let anchor = slug;
    for (let i = 1; anchors.has(anchor); i++) anchor = `${slug}-${i}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of text.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** Source: github/html-pipeline, toc_filter.rb: lower case, punctuation dropped, each space a hyphen. */
function slugOf(heading: string): string {
  return heading
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/<[^>]+>/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
