/** The function type with which each part starts its process. */

import type { Part, PartCommand } from './part.ts';

/** Starts a part that the instance then supervises. */
export type PartStarter = (command: PartCommand) => Part;
