// What the scripts of package.json start: `node local/launch.mjs PROGRAM [ARGUMENTS]`. It reads the program's options
// first, so that `--help` and a wrong option are answered before anything is installed; then it installs what is
// missing, and runs the program on the pinned Node.
//
// Plain JavaScript without dependencies: in a fresh clone it is the first thing that runs, by whatever Node (20 or
// newer) the machine has.

import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Progress } from './progress.mjs';
import { OptionError } from './setup/command-options.mjs';
import { canRunSources, minimumNode, runOn } from './setup/pinned-node.mjs';
import { programHelp } from './setup/program-help.mjs';
import { setUp } from './setup.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
/**
 * `packages`: what it needs, as `setUp` takes it; the default is all. `options`: a module that reads its options.
 * `helpPage`: where its options stand until its packages are there; what has none tells its options in its own source.
 */
const PROGRAMS = {
  'local/start.ts': { command: 'npm start', packages: 'demo', options: './options.mjs' },
  'test/run.ts': { command: 'npm test', options: '../test/runner/options.mjs' },
  'test/tools.ts': { command: 'npm run test:tools', options: '../test/runner/tools-options.mjs' },
  'test/system/load.ts': { packages: 'demo' },
  'test/stack/costs/write-costs.ts': { packages: 'node' },
  'test/stack/upgrade/write-released.ts': { packages: 'node' },
  'cli/main.ts': { packages: 'node', helpPage: 'docs/command-line.md' },
  'node_modules/aws-cdk/bin/cdk': { packages: 'node', helpPage: 'docs/configuration.md' },
};

const [program, ...args] = process.argv.slice(2);
process.exitCode = await launch(program, PROGRAMS[program] ?? {});

async function launch(file, { command, packages = 'all', options, helpPage }) {
  try {
    const help = options ? await helpByOptions(options) : helpWithout(file, helpPage);
    if (help !== undefined) {
      process.stdout.write(`${help.trimEnd()}\n`);
      return 0;
    }
  } catch (error) {
    if (error.name !== 'OptionError') throw error;
    const advice = command ? `\n  ${command} -- --help lists the options.` : '';
    new Progress(process.stderr).problem(`${command ? `${command}: ` : ''}${error.message}${advice}`);
    return 2;
  }
  const failed = await setUp(packages);
  if (failed) return failed;
  if (!canRunSources()) {
    new Progress(process.stderr).problem(
      `Node ${minimumNode()} or newer is needed; this is ${process.versions.node}, and npm has none for ${process.platform} on ${process.arch}.`,
    );
    return 1;
  }
  const { code, signal } = await runOn([join(ROOT, file), ...args]);
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

async function helpByOptions(options) {
  const { HELP, readOptions } = await import(options);
  return readOptions(args, process.env).help ? HELP : undefined;
}

/** The help of a program that reads its options itself, when it is asked for. @throws {OptionError} it takes none */
function helpWithout(file, helpPage) {
  const isAsked = args.some((argument) => argument === '--help' || argument === '-h');
  if (helpPage) {
    const isThere = existsSync(join(ROOT, 'node_modules', '.package-lock.json'));
    return isAsked && !isThere ? `Nothing is installed yet: ${helpPage} has the options.` : undefined;
  }
  const { help, usage } = programHelp(join(ROOT, file));
  if (isAsked) return help ?? usage;
  if (help === undefined && args.length > 0) {
    throw new OptionError(`${usage.split('\n')[0]}: expected no options, got ${args.join(' ')}`);
  }
  return undefined;
}
