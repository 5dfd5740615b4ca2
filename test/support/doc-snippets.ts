/** Finds the code blocks of the documentation and runs them. */

import { type ChildProcess, execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { blocksOf, readMarkdown } from './markdown.ts';

/** A fenced piece of code of a page, with what its fence says: ```` ```language kind file ````. */
export interface Snippet {
  readonly language: string;
  /** What the tests do with it; the empty string when the fence does not say. */
  readonly kind: string;
  /** The name it is saved under; others import it by that. */
  readonly file: string;
  readonly text: string;
}

/** Every fenced piece of code of a page in docs/. */
export function snippetsOf(page: string): Snippet[] {
  return snippetsIn(`docs/${page}`);
}

/** Every fenced piece of code of a Markdown file. @param path from the project's root */
export function snippetsIn(path: string): Snippet[] {
  return blocksOf(readMarkdown(path)).map(({ info, text }) => {
    const [language = '', kind = '', file = ''] = info.split(' ');
    return { language, kind, file, text };
  });
}

interface Language {
  readonly title: string;
  /** Succeeds where the language is there, with all that the snippets need. */
  readonly probe: readonly string[];
  /** Checks that a file is well-formed, without running it. */
  readonly check: (file: string) => readonly string[];
  readonly driver: string;
  readonly run: readonly string[];
  readonly build?: (files: readonly string[]) => readonly string[];
  /** Whether a machine without it is no machine for these tests. */
  readonly needed?: true;
}

const VENV_PYTHON = '.local/venv/bin/python';
const PYTHON = existsSync(VENV_PYTHON) ? join(process.cwd(), VENV_PYTHON) : 'python3';
const PARSE_PYTHON = 'import ast, sys; ast.parse(open(sys.argv[1]).read())';

const LANGUAGES: Readonly<Record<string, Language>> = {
  js: {
    title: 'Node',
    probe: [process.execPath, '--version'],
    check: (file) => [process.execPath, '--check', file],
    driver: 'driver.mjs',
    run: [process.execPath, 'driver.mjs'],
    needed: true,
  },
  python: {
    title: 'Python',
    probe: [PYTHON, '--version'],
    check: (file) => [PYTHON, '-c', PARSE_PYTHON, file],
    driver: 'driver.py',
    run: [PYTHON, '-B', 'driver.py'],
    needed: true,
  },
  php: {
    title: 'PHP',
    probe: ['php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);'],
    check: (file) => ['php', '-l', file],
    driver: 'driver.php',
    run: ['php', 'driver.php'],
  },
  ruby: {
    title: 'Ruby',
    probe: ['ruby', '-e', 'exit(RUBY_VERSION.to_i >= 3)'],
    check: (file) => ['ruby', '-c', file],
    driver: 'driver.rb',
    run: ['ruby', 'driver.rb'],
  },
  go: {
    title: 'Go',
    probe: ['go', 'version'],
    check: (file) => ['gofmt', '-l', file],
    driver: 'driver.go',
    build: (files) => ['go', 'build', '-o', 'driver', ...files],
    run: ['./driver'],
  },
  bash: {
    title: 'bash, curl and openssl',
    probe: ['bash', '-c', 'curl --version && openssl version && od --version'],
    check: (file) => ['bash', '-n', file],
    driver: 'driver.sh',
    run: ['bash', 'driver.sh'],
  },
};

const found = new Map<string, boolean>();

function languageOf({ language, file }: Snippet): Language {
  const known = LANGUAGES[language];
  if (known === undefined) throw new Error(`${file}: nobody knows how to run ${JSON.stringify(language)}`);
  return known;
}

/** Whether a snippet must run here: its language is on this machine, or may not be missing from it. */
export function runsHere(snippet: Snippet): boolean {
  const { probe, needed } = languageOf(snippet);
  if (needed) return true;
  const [command = '', ...args] = probe;
  const known = found.get(snippet.language) ?? spawnSync(command, args, { stdio: 'ignore' }).status === 0;
  found.set(snippet.language, known);
  return known;
}

/** The snippet's name in a report; where it cannot run, that says why. */
export function titleOf(snippet: Snippet): string {
  const { title } = languageOf(snippet);
  return runsHere(snippet)
    ? `${title} (${snippet.file})`
    : `${title} (${snippet.file}): SKIPPED, ${title} is not on this machine`;
}

/** Says by name what cannot run here: a report of many files shows only their number. */
export function tellSkipped(page: string, snippets: readonly Snippet[]): void {
  const names = snippets.filter((snippet) => !runsHere(snippet)).map(({ file }) => file);
  if (names.length > 0)
    process.stderr.write(`docs/${page}: not run, their languages are not here: ${names.join(', ')}\n`);
}

/** How a program ended. */
export interface Run {
  readonly ok: boolean;
  readonly out: string;
  /** Everything it said. */
  readonly said: string;
}

/** A snippet in a folder of its own, with a driver that uses it as a project would. */
export class SnippetProgram {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wiki-sso-snippet-'));
  readonly #language: Language;
  readonly #files: readonly string[];
  readonly #running = new Set<ChildProcess>();

  /** @param driver source of the program around the snippet @param others what it imports */
  constructor(snippet: Snippet, driver: string, others: readonly Snippet[] = []) {
    this.#language = languageOf(snippet);
    this.#files = [snippet.file, this.#language.driver];
    for (const { file, text } of [snippet, ...others]) writeFileSync(join(this.#folder, file), text);
    writeFileSync(join(this.#folder, this.#language.driver), driver);
  }

  /** Checks that the snippet is well-formed. */
  async check(): Promise<void> {
    const [file = ''] = this.#files;
    await this.#must(this.#language.check(file));
  }

  /** Checks, and compiles where that is done. */
  async build(): Promise<void> {
    await this.check();
    if (this.#language.build) await this.#must(this.#language.build(this.#files));
  }

  run(args: readonly string[], { env = {}, input = '' } = {}): Promise<Run> {
    return this.#start([...this.#language.run, ...args], env, input);
  }

  async #must(command: readonly string[]): Promise<void> {
    const { ok, said } = await this.#start(command);
    if (!ok) throw new Error(`${command.join(' ')}: ${said}`);
  }

  #start([command = '', ...args]: readonly string[], env = {}, input = ''): Promise<Run> {
    return new Promise((resolve) => {
      const options = { cwd: this.#folder, env: { ...cleanEnvironment(), ...env }, timeout: 120_000 };
      const child = execFile(command, args, options, (error, out, err) => {
        this.#running.delete(child);
        resolve({ ok: error === null, out, said: `${out}${err}` });
      });
      this.#running.add(child);
      // A program that ends without reading is no fault of the test's.
      child.stdin?.on('error', () => {});
      child.stdin?.end(input);
    });
  }

  remove(): void {
    for (const child of this.#running) child.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** This machine's environment without what would change how a snippet runs. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^NODE_OPTIONS$|_proxy$/i.test(name));
  return { ...Object.fromEntries(kept), GOTOOLCHAIN: 'local', GOPROXY: 'off', GO111MODULE: 'off' };
}
