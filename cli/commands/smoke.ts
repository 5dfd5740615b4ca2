// `wiki-sso smoke`: checks a live deployment from outside.

import { ExitCode } from '../cli-error.ts';
import type { Report } from '../report.ts';
import { CHECKS } from '../smoke/check-list.ts';
import { summarize, table } from '../smoke/check-results.ts';
import { assertReachable } from '../smoke/preflight.ts';
import { readSmokeTarget, type SmokeOptions } from '../smoke/read-target.ts';
import { runChecks } from '../smoke/run-checks.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Checks a live deployment from outside, as a site and a browser. */
export async function smoke(terminal: Terminal, options: SmokeOptions): Promise<Report> {
  const signal = stopSignal(terminal);
  const target = await readSmokeTarget(options);
  await assertReachable(target, signal);
  terminal.say(`Checking ${target.wikiUrl.origin} with ${target.hooksUrl.href} as ${target.username} …`);
  let done = 0;
  const results = await runChecks(target, {
    signal,
    onResult: ({ outcome, title }) => terminal.say(`[${++done}/${CHECKS.length}] ${outcome}: ${title}`),
  });
  const failed = results.some(({ outcome }) => outcome === 'fail');
  return {
    exitCode: signal.aborted ? ExitCode.stopped : failed ? ExitCode.failed : ExitCode.ok,
    json: summarize(results, { wiki: target.wikiUrl.href, hooks: target.hooksUrl.href }),
    text: table(results, terminal.colour),
  };
}

/** Ctrl-C ends the checks but not the logout after them; a second Ctrl-C ends both. */
function stopSignal(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  terminal.onStop(() => {
    if (controller.signal.aborted) process.exit(ExitCode.stopped);
    terminal.say('Stopping, and logging out …');
    controller.abort();
  });
  return controller.signal;
}
