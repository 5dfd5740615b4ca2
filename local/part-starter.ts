/** The function type with which each part starts its process. */

import type { Part, PartCommand } from './part.ts';

export type PartStarter = (command: PartCommand) => Part;
