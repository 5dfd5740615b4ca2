// Lists the source files of the project and the files that each imports, for the tests of its layout.
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { parseSync } from '@swc/core';
import { ROOT } from '../../local/paths.ts';

/** A file, and a file that it imports; paths from the root of the project. */
export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Folders without TypeScript or JavaScript of ours. */
const SKIPPED = new Set(['node_modules', 'cdk.out', 'coverage', 'docs', 'clients']);
const SOURCE = /\.(ts|mjs|cjs|js)$/;

/** All TypeScript and JavaScript files in the folders of the project, sorted. */
export function sourceFiles(): string[] {
  const folders = readdirSync(ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && !SKIPPED.has(entry.name))
    .map(({ name }) => name);
  return folders
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
        .map((entry) => posix.join(entry.parentPath.slice(ROOT.length).replaceAll('\\', '/'), entry.name)),
    )
    .map((path) => path.replace(/^\//, ''))
    .filter((path) => !path.includes('/node_modules/'))
    .sort();
}

/** The text of a source file. */
export function sourceText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}

/** The files of the project that a source text imports: by `import`, `export … from`, `import()`, `require()` or as a type. */
export function importsOf(file: string, text: string): Import[] {
  const module = parseSync(text, {
    syntax: file.endsWith('.ts') ? 'typescript' : 'ecmascript',
    target: 'es2024',
  });
  return [...new Set(namesIn(module))]
    .filter((name) => name.startsWith('.'))
    .map((name) => ({ from: file, to: posix.join(posix.dirname(file), name) }));
}

/** The parts of a node of swc's syntax tree that may name a module. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly source?: Node;
  readonly argument?: Node;
  readonly callee?: Node;
  readonly arguments?: readonly { readonly expression: Node }[];
}

/** Names of modules anywhere in a syntax tree. */
function namesIn(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(namesIn);
  if (typeof node !== 'object' || node === null) return [];
  const name = moduleOf(node as Node);
  const own = name?.type === 'StringLiteral' ? [String(name.value)] : [];
  return [...own, ...Object.values(node).flatMap(namesIn)];
}

/** The text with the module's name, if this node imports one. */
function moduleOf({ type, source, argument, callee, arguments: args }: Node): Node | undefined {
  switch (type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return source;
    case 'TsImportType':
      return argument;
    case 'CallExpression':
      return callee?.type === 'Import' || callee?.value === 'require' ? args?.[0]?.expression : undefined;
    default:
      return undefined;
  }
}
