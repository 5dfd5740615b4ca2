// Which names of the project's folder the tools take that install and run it.

import { ROOT, SetupError } from './step.mjs';

/** @throws {SetupError} naming what the path must not hold */
export function checkFolder(folder = ROOT) {
  // PATH is a list with colons between, so that Python makes no environment there.
  const refused = [':', '\n'].find((character) => folder.includes(character));
  if (refused === undefined) return;
  throw new SetupError(
    `this folder's path has ${JSON.stringify(refused)} in it, which PATH cannot hold: ${folder}\n` +
      '  Move the project into another folder.',
  );
}
