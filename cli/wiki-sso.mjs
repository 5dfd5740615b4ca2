#!/usr/bin/env node
// What `npx wiki-sso` starts. The sources are TypeScript that Node runs as it stands, which an older Node on the PATH
// cannot: then they run on the Node that npm installed for the project. Plain JavaScript without dependencies, like
// local/setup.mjs, because it has to run on whatever Node the machine has, also before `npm ci`.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinnedNode } from '../local/setup/pinned-node.mjs';

const CLI = dirname(fileURLToPath(import.meta.url));
const MAIN = join(CLI, 'main.ts');
const OWN_NODE = pinnedNode();
const OLDEST_NODE = 24;

if (!existsSync(join(CLI, '..', 'node_modules', '.package-lock.json'))) {
  process.stderr.write(`wiki-sso: nothing is installed yet: run npm ci in ${dirname(CLI)}\n`);
  process.exitCode = 2;
} else if (OWN_NODE === undefined || Number.parseInt(process.versions.node, 10) >= OLDEST_NODE) {
  await import(MAIN);
} else {
  const child = spawn(OWN_NODE, [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both; sent twice, it would break off the clearing up.
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.once('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal ?? ''] ?? 0);
  });
}
