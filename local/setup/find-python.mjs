// Finds a Python that can create the environment, or explains what is missing.

import { spawnSync } from 'node:child_process';
import { SetupError } from './step.mjs';

const SUPPORTED = ['3.13', '3.12', '3.11'];
const PROBE = `
import sys
print("%d.%d" % sys.version_info[:2])
print(sys.executable)
try:
    import venv, ensurepip
    print("venv")
except ImportError:
    print("no venv")
`;

/**
 * Finds the path of a Python 3.11–3.13 with venv. If WIKI_SSO_PYTHON is set, only that one is tried.
 * @throws {SetupError} that says what was found, what is missing and how to install it
 */
export function findPython() {
  const asked = process.env.WIKI_SSO_PYTHON;
  const names = asked ? [asked] : [...SUPPORTED.map((version) => `python${version}`), 'python3', 'python'];
  const seen = [];
  for (const name of names) {
    const python = probe(name);
    if (!python) continue;
    if (SUPPORTED.includes(python.version) && python.venv) return python.executable;
    seen.push(python);
  }
  throw new SetupError(explain(seen, asked));
}

function probe(name) {
  const { status, stdout } = spawnSync(name, ['-c', PROBE], { encoding: 'utf8', timeout: 20_000 });
  if (status !== 0) return undefined;
  const [version, executable, venv] = stdout.trim().split('\n');
  return { version, executable, venv: venv === 'venv' };
}

function explain(seen, asked) {
  const bare = seen.find((python) => SUPPORTED.includes(python.version));
  if (bare) {
    return [
      `${bare.executable} (Python ${bare.version}) lacks the venv module.`,
      `  Debian, Ubuntu: apt install python${bare.version}-venv`,
      '  Without root:   install another one, for example with pyenv or uv, and',
      '                  name it: WIKI_SSO_PYTHON=/path/to/python npm start',
    ].join('\n');
  }
  const found = seen.map((python) => `${python.version} (${python.executable})`).join(', ');
  return [
    'Python 3.11, 3.12 or 3.13 is needed.',
    `  Found:          ${asked ? `WIKI_SSO_PYTHON=${asked}, which is none of them` : found || 'none'}`,
    '  Debian, Ubuntu: apt install python3 python3-venv',
    '                  (Debian 12 and 13 and Ubuntu 24.04 bring a fitting one)',
    '  macOS:          brew install python@3.13',
    '  Without root:   install one, for example with pyenv or uv, and name it:',
    '                  WIKI_SSO_PYTHON=/path/to/python npm start',
  ].join('\n');
}
