/** The folders of the project and of an instance. */

import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Python environment that `local/setup.mjs` makes. */
export const VENV = join(ROOT, '.local', 'venv');
export const PYTHON = join(VENV, 'bin', 'python');

/** The files of one instance. Two instances must not share a folder. */
export interface DataDir {
  root: string;
  /** Exists while the instance is up. */
  endpointsFile: string;
  logs: string;
  /** Temporary files of the parts; emptied at each start. */
  tmp: string;
  /** Kept from one start to the next. */
  site: string;
  /** The secret with which the demo site signs hooks; a rotation changes it while the site runs. */
  siteHookSecretFile: string;
  /** The synthesized stack and its outputs; each start creates it again. */
  stack: string;
}

export function dataDir(root: string): DataDir {
  return {
    root,
    endpointsFile: join(root, 'endpoints.json'),
    logs: join(root, 'logs'),
    tmp: join(root, 'tmp'),
    site: join(root, 'site'),
    siteHookSecretFile: join(root, 'site-hook-secret'),
    stack: join(root, 'stack'),
  };
}
