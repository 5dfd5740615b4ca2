// `npm run test:tools`: other people's tools look at every variant of the stack, and the four functions run under AWS's
// Lambda emulator. Apart from `npm test`: it installs a hundred packages, builds two programs and takes minutes.

import { join } from 'node:path';
import { missingBuildTools } from '../local/setup/build-tools.mjs';
import { jestJob } from './runner/jest-job.ts';
import { runApart } from './runner/run-apart.ts';
import { readOptions } from './runner/tools-options.mjs';

const EMULATOR = 'lambda-emulator';

function main(): Promise<number> {
  const { tools } = readOptions(process.argv.slice(2), process.env);
  const missing = missingBuildTools();
  const runs = (tool: string) => missing === undefined || tool !== EMULATOR;
  return runApart({
    name: 'tools',
    installs: "other people's tools in .local/tools",
    jobs: (results) =>
      tools.filter(runs).map((tool) =>
        jestJob({
          layer: 'tools',
          title: tool,
          projects: ['tools'],
          file: join(results, `${tool}.json`),
          args: ['--runInBand', join('test', 'tools', `${tool}.test.ts`)],
          // It watches the clock, as Lambda does.
          alone: tool === EMULATOR,
        }),
      ),
    remark: tools.every(runs) ? undefined : `LEFT OUT: ${EMULATOR}: ${missing}`,
  });
}

try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(2);
}
