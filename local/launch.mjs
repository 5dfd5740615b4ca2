// What the scripts of package.json start: `node local/launch.mjs PROGRAM.ts [ARGUMENTS]`. It reads the program's options
// first, so that `--help` and a wrong option are answered before anything is installed; then it installs what is
// missing, and runs the program on the pinned Node.
//
// Plain JavaScript without dependencies: in a fresh clone it is the first thing that runs, by whatever Node (20 or
// newer) the machine has.

import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Progress } from './progress.mjs';
import { pinnedNode, runOn } from './setup/pinned-node.mjs';
import { setUp } from './setup.mjs';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const OTHER = { packages: 'all' };
const PROGRAMS = {
  'local/start.ts': { command: 'npm start', packages: 'demo', options: './options.mjs' },
  'test/run.ts': { command: 'npm test', packages: 'all', options: '../test/runner/options.mjs' },
  'test/tools.ts': {
    command: 'npm run test:tools',
    packages: 'all',
    options: '../test/runner/tools-options.mjs',
  },
};

const [program, ...args] = process.argv.slice(2);
process.exitCode = await launch(program, PROGRAMS[program] ?? OTHER);

/** Whether there is a Node that runs TypeScript as it stands. */
function canRunSources() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  return pinnedNode() !== undefined || major > 22 || (major === 22 && minor >= 18);
}

async function launch(file, { command, packages, options }) {
  if (options) {
    const { HELP, readOptions } = await import(options);
    try {
      if (readOptions(args, process.env).help) {
        process.stdout.write(`${HELP}\n`);
        return 0;
      }
    } catch (error) {
      if (error.name !== 'OptionError') throw error;
      new Progress(process.stderr).problem(
        `${command}: ${error.message}\n  ${command} -- --help lists the options.`,
      );
      return 2;
    }
  }
  const failed = await setUp(packages);
  if (failed) return failed;
  if (!canRunSources()) {
    new Progress(process.stderr).problem(
      `Node 22.18 or newer is needed; this is ${process.versions.node}, and npm has none for ${process.platform} on ${process.arch}.`,
    );
    return 1;
  }
  const { code, signal } = await runOn([join(ROOT, file), ...args]);
  return code ?? 128 + (constants.signals[signal] ?? 0);
}
