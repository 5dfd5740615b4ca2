// The options of `npm run test:tools`. Plain JavaScript: they are read before any package is there.

import { parseArgs } from 'node:util';
import { OptionError, refuseSwallowedOptions } from '../../local/setup/command-options.mjs';

export const TOOLS = ['cfn-lint', 'cdk-nag', 'cfn-guard', 'checkov', 'permissions', 'lambda-emulator'];

export const HELP = `Usage: npm run test:tools -- [--tool NAME]...

Other people's tools look at every variant of the stack, and the functions run under AWS's Lambda emulator. It ends with
"N passed, N failed".

  --tool NAME    only this one: ${TOOLS.join(', ')}.
                 May be given several times.
  --help         show this`;

const OPTIONS = {
  tool: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
};

/** @throws {OptionError} */
export function readOptions(args, env) {
  refuseSwallowedOptions('npm run test:tools', OPTIONS, args, env);
  const { tool: tools = TOOLS, help } = parse(args);
  const unknown = tools.find((name) => !TOOLS.includes(name));
  if (unknown !== undefined) {
    throw new OptionError(`--tool: expected one of ${TOOLS.join(', ')}, got ${JSON.stringify(unknown)}`);
  }
  return { tools, help };
}

function parse(args) {
  try {
    return parseArgs({ args, options: OPTIONS }).values;
  } catch (error) {
    throw new OptionError(error.message);
  }
}
