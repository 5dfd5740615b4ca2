// `npm run released`: notes what this release deploys, for the next one to keep.

import { writeFileSync } from 'node:fs';
import { variant } from '../../support/stack-variants.ts';
import { synthesize } from '../../support/synth.ts';
import { keptResources } from './kept-resources.ts';
import { RELEASED_FILE, UPGRADED } from './variants.ts';

const kept = Object.fromEntries(UPGRADED.map((name) => [name, keptResources(synthesize(variant(name)))]));
writeFileSync(RELEASED_FILE, `${JSON.stringify(kept, null, 2)}\n`);
