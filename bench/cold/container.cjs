// Run as a child: a function in a process of its own, as a Lambda container is. It answers the events of a file, the
// first one cold, the others with a pause before each. The function's log goes to standard output, figures to
// standard error.
const { readFileSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');

const [bundle, eventsFile, pauseMs = '0'] = process.argv.slice(2);
const [first, ...others] = JSON.parse(readFileSync(eventsFile, 'utf8'));
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };

async function run() {
  const usage = process.cpuUsage();
  const began = performance.now();
  const { handler } = require(bundle);
  const loadMs = performance.now() - began;
  const answer = await handler(first, context);
  const totalMs = performance.now() - began;
  const { user, system } = process.cpuUsage(usage);
  const warmMs = [];
  for (const event of others) {
    await sleep(Number(pauseMs));
    const asked = performance.now();
    await handler(event, context);
    warmMs.push(performance.now() - asked);
  }
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  const cpuMs = (user + system) / 1000;
  process.stderr.write(JSON.stringify({ loadMs, totalMs, cpuMs, answer, warmMs, peakBytes }));
  process.exit(0);
}
run();
