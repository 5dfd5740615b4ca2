// Declares the options of `smoke`.

import { type Command, Option } from 'commander';
import { accessWord, baseUrl, encodedPath, moreUrls, originUrl, positiveSeconds } from './option-values.ts';

const EXAMPLES = `
Examples:
  $ npx wiki-sso smoke --local
  $ npx wiki-sso smoke --stack WikiSso --echo /Home
  $ npx wiki-sso smoke --title-prefix /wiki/ --echo /wiki/Special:Preferences --json > smoke.json
  $ npx wiki-sso smoke --wiki https://wiki.example.com --hooks https://hooks.example.com/hooks \\
      --secret-id arn:aws:secretsmanager:eu-west-1:123456789012:secret:HookSecret-AbCdEf
`;

/** Adds the options of `smoke` beside those of every command. */
export function addSmokeOptions(command: Command): Command {
  return command
    .option('--wiki <url>', 'the wiki, as browsers see it', originUrl)
    .option('--hooks <url>', 'base of the hooks; /login and /logout follow', baseUrl)
    .option(
      '--secret-id <name>',
      'name or ARN of the hook secret; with the two options above, no stack is read',
    )
    .option('--access <word>', 'how the wiki was deployed: public or private', accessWord, 'public')
    .option(
      '--user <name>',
      'the user to log in: no real one, and a name that the wiki accepts',
      'wiki-sso-smoke',
    )
    .option('--email <address>', "that user's address", '')
    .option('--echo <path>', 'a wiki page that shows who is visiting', encodedPath, '/')
    .option('--expect <text>', 'text it shows to that user only (default: the name)')
    .option(
      '--title-prefix <path>',
      "the part before a page's title in its URL, such as /wiki/",
      encodedPath,
      '/',
    )
    .option('--cookies-path <path>', 'a wiki page that sets several cookies', encodedPath)
    .option('--expire-function <name>', "also run this expire function (default: the stack's)")
    .option('--default-endpoint <url>', 'an address that must serve nothing; may be repeated', moreUrls)
    .addOption(seconds('--request-timeout <seconds>', 'limit of one request', 15))
    .addOption(seconds('--total-timeout <seconds>', 'limit of the whole run', 300))
    .addHelpText('after', EXAMPLES);
}

/** An option in seconds; its value is in milliseconds. */
function seconds(flags: string, about: string, fallback: number): Option {
  return new Option(flags, about).argParser(positiveSeconds).default(fallback * 1000, String(fallback));
}
