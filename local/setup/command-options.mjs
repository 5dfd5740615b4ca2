// What the command lines of `npm start` and `npm test` have in common.

/** An option or variable that cannot be used; the message says which one and what it takes. */
export class OptionError extends Error {
  name = 'OptionError';
}

/**
 * Without `--` npm takes an option for one of its own: it keeps the option in its configuration, hands the rest on,
 * and the command would run as if nothing had been said.
 *
 * @param command as it is typed: `npm start`
 * @param options as `parseArgs` takes them; those that npm has itself (`--help`, `--verbose`) cannot be told apart
 * @throws {OptionError} with the command line as it was meant
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

/** npm keeps no value of an option that it does not know, unless by `=`: the value has become an argument. */
function asMeant(swallowed, args) {
  const withoutValue = swallowed.filter(
    ([, type, value]) => type === 'string' && ['', 'true'].includes(value),
  );
  // Of several nobody can tell which value was whose.
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
