import { join } from 'node:path';
import { ROOT } from '../../../local/paths.ts';

/** What a run leaves to be looked at: screenshots and logs. Emptied at the start of the next. */
export const ARTIFACTS = join(ROOT, '.local', 'artifacts');
