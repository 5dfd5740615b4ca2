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
    .option('--secret-id <name>', 'name or ARN of the hook secret; with the two above, no stack is asked')
    .option('--access <word>', 'how the wiki was deployed: public or members', accessWord, 'public')
    .option(
      '--user <name>',
      'whom to log in: nobody real, and a name that the wiki accepts',
      'wiki-sso-smoke',
    )
    .option('--email <address>', "that user's address", '')
    .option('--echo <path>', 'a wiki page that shows who is visiting', encodedPath, '/')
    .option('--expect <text>', 'what it shows that user and nobody else (default: the name)')
    .option(
      '--title-prefix <path>',
      "what stands before a page's title in its URL, such as /wiki/",
      encodedPath,
      '/',
    )
    .option('--cookies-path <path>', 'a wiki page that comes with several Set-Cookie lines', encodedPath)
    .option('--expire-function <name>', 'run this expire function too (default: that of the stack)')
    .option(
      '--default-endpoint <url>',
      'an address at which nothing may be served; may be repeated',
      moreUrls,
    )
    .addOption(seconds('--request-timeout <seconds>', 'for one request', 15))
    .addOption(seconds('--total-timeout <seconds>', 'for all of it', 300))
    .addHelpText('after', EXAMPLES);
}

/** An option that is given in seconds and kept in milliseconds. */
function seconds(flags: string, about: string, fallback: number): Option {
  return new Option(flags, about).argParser(positiveSeconds).default(fallback * 1000, String(fallback));
}
