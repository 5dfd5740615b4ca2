// Runs a bundled function in its own process, as a Lambda container does, with one event from a file. The function's log
// goes to standard output, the figures to standard error.
const { readFileSync } = require('node:fs');
const { setImmediate: turn } = require('node:timers/promises');

const [bundle, eventFile] = process.argv.slice(2);
const event = JSON.parse(readFileSync(eventFile, 'utf8'));
const context = { awsRequestId: 'bench', getRemainingTimeInMillis: () => 60_000 };

async function run() {
  const usage = process.cpuUsage();
  const began = performance.now();
  const { handler } = require(bundle);
  // Let work finish that loading has started, as it does before Lambda's runtime asks for the first event.
  await turn();
  const initMs = performance.now() - began;
  const asked = performance.now();
  const answer = await handler(event, context);
  const firstMs = performance.now() - asked;
  const { user, system } = process.cpuUsage(usage);
  const cpuMs = (user + system) / 1000;
  process.stderr.write(JSON.stringify({ initMs, firstMs, cpuMs, answer }));
  process.exit(0);
}
run();
