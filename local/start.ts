/** The program `npm start`: starts an instance, waits for the end and stops it. */

import { Instance } from './instance.ts';
import { HELP, type Options, readOptions } from './options.mjs';

import { Progress } from './progress.mjs';
import { OptionError } from './setup/command-options.mjs';
import { stopRequested } from './stop-signal.ts';
import { welcome } from './welcome.ts';

const progress = new Progress(process.stdout);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    progress.say(HELP);
    return 0;
  }
  return run(options);
}

/** Runs until a signal or until a part fails, and then stops all parts. */
async function run(options: Options): Promise<number> {
  const started = performance.now();
  const stop = stopRequested(options.withParent);
  const instance = new Instance(options, progress);
  const failed = Promise.race([instance.crashed, uncaughtError()]).then((reason) => {
    throw new Error(reason);
  });
  let exitCode = 1;
  try {
    const up = instance.start().then((endpoints) => {
      progress.say(welcome(progress, endpoints, (performance.now() - started) / 1000));
    });
    const request = await Promise.race([up.then(() => stop), stop, failed]);
    exitCode = request.exitCode;
    progress.dropSteps();
    progress.say(`\nStopping (${request.reason})`);
  } catch (error) {
    progress.dropSteps();
    report(error as Error);
  }
  await (instance.hasParts ? progress.step('Stopping all parts', () => instance.stop()) : instance.stop());
  return exitCode;
}

/** Prints what failed, and advice unless the error contains it. */
function report(error: Error): void {
  new Progress(process.stderr).problem(`npm start failed: ${error.message}${adviceFor(error)}`);
}

function adviceFor({ name }: Error): string {
  if (name === 'OptionError') return '\n  npm start -- --help lists the options.';
  if (['PortInUseError', 'PortForbiddenError', 'DataDirInUseError', 'NoStoreServerError'].includes(name))
    return '';
  return '\n  npm start -- --verbose shows what each part logs, as it runs.';
}

/** Resolves on an uncaught error, which must not leave the parts running. */
function uncaughtError(): Promise<string> {
  return new Promise((resolve) => {
    process.on('uncaughtException', (error) => resolve(error.stack ?? error.message));
    process.on('unhandledRejection', (error) => resolve(String(error)));
  });
}

try {
  // An explicit exit: a listener that opens while everything stops would keep the process alive.
  process.exit(await main());
} catch (error) {
  report(error as Error);
  process.exit(error instanceof OptionError ? 2 : 1);
}
