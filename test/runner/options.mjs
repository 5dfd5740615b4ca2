// The options of `npm test`. Plain JavaScript, because it runs before any package is installed.

import { parseArgs } from 'node:util';
import { OptionError, refuseSwallowedOptions } from '../../local/setup/command-options.mjs';

export const LAYERS = [
  'unit',
  'property',
  'stack',
  'clients',
  'integration',
  'model',
  'system',
  'faults',
  'operations',
  'wiki-load',
];

/** Layers that take minutes: they run only when they are named. */
export const SLOW_LAYERS = ['faults', 'operations', 'wiki-load'];

export const HELP = `Usage: npm test -- [--layer NAME]... [--checks]

Runs the checks (format, lint, types) and all tests but those of ${SLOW_LAYERS.join(' and ')},
and ends with "N passed, N failed".

  --layer NAME   only this layer, without the checks: ${LAYERS.join(', ')}.
                 May be given several times.
  --slow         the layers that are left out without options: ${SLOW_LAYERS.join(', ')},
                 and model with more steps
  --checks       only the checks, or the checks with the named layers
  --help         show this`;

const OPTIONS = {
  layer: { type: 'string', multiple: true },
  checks: { type: 'boolean', default: false },
  slow: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
};

/** @throws {OptionError} */
export function readOptions(args, env) {
  refuseSwallowedOptions('npm test', OPTIONS, args, env);
  const { layer = [], checks, slow, help } = parse(args);
  const layers = slow ? [...layer, 'model', ...SLOW_LAYERS] : layer;
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
