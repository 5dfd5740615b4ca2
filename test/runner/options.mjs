// The options of `npm test`. Plain JavaScript: they are read before any package is there.

import { parseArgs } from 'node:util';
import { OptionError, refuseSwallowedOptions } from '../../local/setup/command-options.mjs';

export const LAYERS = [
  'unit',
  'property',
  'stack',
  'clients',
  'integration',
  'faults',
  'model',
  'e2e',
  'threats',
];

export const HELP = `Usage: npm test -- [--layer NAME]... [--checks]

Runs the checks (format, lint, types) and all tests, and ends with "N passed, N failed".

  --layer NAME   only this layer, without the checks: ${LAYERS.join(', ')}.
                 May be given several times.
  --checks       only the checks, or the checks with the named layers
  --help         show this`;

const OPTIONS = {
  layer: { type: 'string', multiple: true },
  checks: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** @throws {OptionError} */
export function readOptions(args, env) {
  refuseSwallowedOptions('npm test', OPTIONS, args, env);
  const { layer: layers = [], checks, help } = parse(args);
  const unknown = layers.find((name) => !LAYERS.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`--layer: expected one of ${LAYERS.join(', ')}, got ${JSON.stringify(unknown)}`);
  }
  return { layers, checks, help };
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new OptionError(error.message);
  }
}
