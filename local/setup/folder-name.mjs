// Checks that the tools can work in a folder with this path.

import { ROOT, SetupError } from './step.mjs';

/** @throws {SetupError} if the path contains a character that the tools cannot handle */
export function checkFolder(folder = ROOT) {
  // PATH separates folders by colons, so Python creates no environment in such a folder.
  const refused = [':', '\n'].find((character) => folder.includes(character));
  if (refused === undefined) return;
  throw new SetupError(
    `this folder's path has ${JSON.stringify(refused)} in it, which PATH cannot hold: ${folder}\n` +
      '  Move the project into another folder.',
  );
}
