// `npm run costs`: writes the tables of docs/operator-runbook.md anew.

import { readFileSync, writeFileSync } from 'node:fs';
import { costTables, withCosts } from './cost-tables.ts';

const PAGE = 'docs/operator-runbook.md';

writeFileSync(PAGE, withCosts(readFileSync(PAGE, 'utf8'), costTables()));
