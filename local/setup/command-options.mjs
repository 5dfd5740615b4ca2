// Finds options of `npm start` and `npm test` that npm has swallowed.

/** An invalid option or variable; the message names it and says what it expects. */
export class OptionError extends Error {
  name = 'OptionError';
}

/**
 * Rejects options without `--` before them: npm treats such an option as its own, and the command would run without it.
 *
 * @param command the command as typed: `npm start`
 * @param options the options for `parseArgs`; npm's own (`--help`, `--verbose`) cannot be recognized
 * @throws {OptionError} with the correct command line
 */
export function refuseSwallowedOptions(command, options, args, env) {
  const swallowed = Object.entries(options)
    .filter(([name]) => !NPM_HAS.includes(name))
    .map(([name, { type }]) => [name, type, env[`npm_config_${name.replaceAll('-', '_')}`]])
    .filter(([, , value]) => value !== undefined);
  if (swallowed.length === 0) return;
  throw new OptionError(
    `"--" is missing: without it npm keeps --${swallowed[0][0]} for itself\n` +
      `  You probably mean: ${command} -- ${[...asMeant(swallowed, args)].map(quoted).join(' ')}`,
  );
}

/** npm keeps the value of an unknown option only after `=`; otherwise the value has become an argument. */
function asMeant(swallowed, args) {
  const withoutValue = swallowed.filter(
    ([, type, value]) => type === 'string' && ['', 'true'].includes(value),
  );
  // With several options it is unknown which value belongs to which.
  const values = withoutValue.length === 1 ? args : [];
  return swallowed.flatMap(([name, type, value]) => {
    if (type === 'boolean') return [`--${name}`];
    return withoutValue.some(([other]) => other === name) ? [`--${name}`, ...values] : [`--${name}`, value];
  });
}

const NPM_HAS = ['help', 'verbose'];

function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
