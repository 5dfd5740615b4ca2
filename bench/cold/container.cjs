// Run as a child: a function in a process of its own, as a Lambda container is. It answers the events of a file, the
// first one cold, the others with a pause before each. The function's log goes to standard output, figures to
// standard error.
const { readFileSync, writeFileSync } = require('node:fs');
const { setImmediate: turn, setTimeout: sleep } = require('node:timers/promises');

const [bundle, eventsFile, pauseMs, shareFile] = process.argv.slice(2);
const [first, ...others] = JSON.parse(readFileSync(eventsFile, 'utf8'));
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };

async function run() {
  const usage = process.cpuUsage();
  const began = performance.now();
  const { handler } = require(bundle);
  // What was begun while loading is done, as before Lambda's runtime asks for the first event.
  await turn();
  const initMs = performance.now() - began;
  // Lambda gives a whole processor for as long as a function is initialised, and its share from then on.
  if (shareFile) writeFileSync(shareFile, String(process.pid));
  const asked = performance.now();
  const answer = await handler(first, context);
  const firstMs = performance.now() - asked;
  const { user, system } = process.cpuUsage(usage);
  const warmMs = [];
  for (const event of others) {
    await sleep(Number(pauseMs));
    const askedAgain = performance.now();
    await handler(event, context);
    warmMs.push(performance.now() - askedAgain);
  }
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const cpuMs = (user + system) / 1000;
  process.stderr.write(JSON.stringify({ initMs, firstMs, cpuMs, answer, warmMs, peakBytes }));
  process.exit(0);
}
run();
