// `npm start`: see HELP in options.ts.

import { Instance } from './instance.ts';
import { HELP, OptionError, type Options, readOptions } from './options.ts';
import { Progress } from './progress.ts';
import { stopRequested } from './stop-signal.ts';

const progress = new Progress(process.stdout);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    progress.say(HELP);
    return 0;
  }
  return run(options);
}

/** Runs until asked to stop or until a part fails, and always stops what it started. */
async function run(options: Options): Promise<number> {
  const stop = stopRequested(options.withParent);
  const instance = new Instance(options, progress);
  const failed = Promise.race([instance.crashed, uncaughtError()]).then((reason) => {
    throw new Error(reason);
  });
  try {
    const started = instance.start().then(({ siteUrl, wikiUrl, demoUser, demoPassword }) => {
      progress.heading('\nUp and running. Log in at the site, then open the wiki:');
      progress.say(`  site   ${siteUrl}/`);
      progress.say(`  wiki   ${wikiUrl}/Home`);
      progress.say(`  user   ${demoUser}, password ${demoPassword}`);
      progress.say('\nCtrl-C stops everything.');
    });
    const { reason, exitCode } = await Promise.race([started.then(() => stop), stop, failed]);
    progress.say(`\nStopping (${reason}) …`);
    return exitCode;
  } finally {
    await instance.stop();
  }
}

/** What nobody caught must not leave the parts running. */
function uncaughtError(): Promise<string> {
  return new Promise((resolve) => {
    process.on('uncaughtException', (error) => resolve(error.stack ?? error.message));
    process.on('unhandledRejection', (error) => resolve(String(error)));
  });
}

try {
  // Not left to the event loop: a listener that was about to open when everything stopped must not keep it alive.
  process.exit(await main());
} catch (error) {
  progress.problem((error as Error).message);
  process.exit(error instanceof OptionError ? 2 : 1);
}
