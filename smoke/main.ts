// `npm run smoke`: checks a live deployment from outside.

import { assertReachable } from './begin.ts';
import { CannotBegin } from './cannot-begin.ts';
import { CHECKS } from './check-list.ts';
import { HELP } from './help.ts';
import { OptionError, readOptions } from './options.ts';
import { readTarget } from './read-target.ts';
import { json, table } from './report.ts';
import { runChecks } from './run-checks.ts';

const say = (line: string) => process.stderr.write(`${line}\n`);

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const signal = stopSignal();
  const target = await readTarget(options);
  await assertReachable(target, signal);
  say(`Checking ${target.wikiUrl.origin} with ${target.hooksUrl.href} as ${target.username} …`);
  let done = 0;
  const results = await runChecks(target, {
    signal,
    onResult: ({ outcome, title }) => say(`[${++done}/${CHECKS.length}] ${outcome}: ${title}`),
  });
  const names = { wiki: target.wikiUrl.href, hooks: target.hooksUrl.href };
  const colour = process.stdout.isTTY === true && !process.env.NO_COLOR;
  process.stdout.write(options.json ? json(results, names) : table(results, colour));
  if (signal.aborted) return 130;
  return results.some(({ outcome }) => outcome === 'fail') ? 1 : 0;
}

/** Ctrl-C ends the checks, not the clearing up after them; a second one ends everything. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(130);
    say('Stopping, and logging out …');
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller.signal;
}

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof OptionError || error instanceof CannotBegin)) throw error;
  say(`smoke: ${error.message}`);
  if (error instanceof OptionError) say('npm run smoke -- --help shows what it takes.');
  process.exitCode = 2;
}
