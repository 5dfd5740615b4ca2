// Declares the commands, their options and their help.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { ROOT } from '../../local/paths.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { DEFAULT_STACK, findDeployment } from '../deployment/find-deployment.ts';
import type { Report } from '../report.ts';
import type { RotationOptions } from '../rotation/phases.ts';
import type { SmokeOptions } from '../smoke/read-target.ts';
import { oneLine } from '../terminal/safe-text.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { baseUrl, secondsFromZero } from './option-values.ts';
import { addSmokeOptions } from './smoke-options.ts';

/** Options of every command. */
interface CommonOptions {
  readonly local?: boolean;
  readonly stack?: string;
  readonly json?: boolean;
}

/** Options of commands that ask before a change. */
interface ConfirmOptions {
  readonly yes?: boolean;
}

const ABOUT = `Daily work with a deployed wiki-sso, and with the instance that npm start runs.

It reaches a deployment through its signed hooks, AWS's APIs and Lambda Invoke, with the credentials and the region of your environment (AWS_PROFILE, AWS_REGION, …), and never connects to the store. docs/command-line.md has an example of each command.`;

const AFTER = `
Exit code: 0 done, and all is well; 1 something is wrong; 2 the command could not start; 3 you declined, or there was
no terminal to ask on; 130 stopped by Ctrl-C. The result is on stdout, everything else on stderr.

Examples:
  $ npx wiki-sso status --local
  $ npx wiki-sso doctor --stack WikiSso
  $ npx wiki-sso revoke alice
`;

/** Prints the result. */
export type Print = (report: Report, asJson: boolean) => void;

/** Declares the commands and their options. A command's own modules are loaded when it runs. */
export function createProgram(terminal: Terminal, print: Print): Command {
  const program = new Command('wiki-sso')
    .description(ABOUT)
    .addHelpText('after', AFTER)
    .version(
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
      '-V, --version',
      'show the version',
    )
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show what a command does')
    // A message may repeat an argument that came from elsewhere.
    .configureOutput({
      outputError: (text, write) => write(`${oneLine(text.replace(/^error: /, 'wiki-sso: '))}\n`),
    })
    .exitOverride();
  const cli = { program, terminal, print };
  declareStatus(cli);
  declareRevoke(cli);
  declareWhois(cli);
  declarePrune(cli);
  declareRotate(cli);
  declareSmoke(cli);
  declareDoctor(cli);
  showUsageAfterErrors(program);
  return program;
}

/** Prints a command's usage after an argument that is missing or invalid. */
function showUsageAfterErrors(command: Command): void {
  const usage = command.createHelp().commandUsage(command);
  const path = usage.replace(/ (\[options\]|<.+).*$/, '');
  command.showHelpAfterError(`Usage: ${usage}\nMore: ${path} --help`);
  for (const child of command.commands) showUsageAfterErrors(child);
}

/** What a command's declaration needs. */
interface Cli {
  readonly program: Command;
  readonly terminal: Terminal;
  readonly print: Print;
}

function withTarget(command: Command): Command {
  return command
    .addOption(new Option('--local', 'the instance that npm start runs here').conflicts('stack'))
    .option('--stack <name>', `a deployed stack (default: ${DEFAULT_STACK})`)
    .option('--json', 'print the result as JSON');
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ npx wiki-sso ${line}\n`).join('')}`;
}

/** Finds the deployment that the options name, and prints the result of a command on it. */
async function runOn(
  { print }: Cli,
  options: CommonOptions,
  run: (deployment: Deployment) => Promise<Report>,
) {
  print(await run(await findDeployment(options)), options.json ?? false);
}

function declareStatus(cli: Cli): void {
  withTarget(cli.program.command('status'))
    .description('sessions, revocations, the last pruning, and how fast the store is')
    .addHelpText('after', examples('status --local', 'status --json'))
    .action(async (options: CommonOptions) => {
      const { status } = await import('../commands/status.ts');
      await runOn(cli, options, status);
    });
}

function declareRevoke(cli: Cli): void {
  withTarget(cli.program.command('revoke'))
    .description('log a user out of the wiki everywhere')
    .argument('<user>', "the user's name, exactly")
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('revoke alice', "revoke --yes 'Zoë Müller'"))
    .action(async (username: string, options: CommonOptions & ConfirmOptions) => {
      const { revoke } = await import('../commands/revoke.ts');
      const { yes } = options;
      await runOn(cli, options, (deployment) => revoke(deployment, cli.terminal, { username, yes }));
    });
}

function declareWhois(cli: Cli): void {
  withTarget(cli.program.command('whois'))
    .description('show the user of a cookie; type it without echo, or send it through a pipe')
    .option('--wiki <host>', 'the wiki to ask about (default: the first)')
    .addHelpText('after', examples('whois', 'whois --wiki intranet.example.com < cookie.txt'))
    .action(async (options: CommonOptions & { wiki?: string }) => {
      const { whois } = await import('../commands/whois.ts');
      await runOn(cli, options, (deployment) => whois(deployment, cli.terminal, { host: options.wiki }));
    });
}

function declarePrune(cli: Cli): void {
  withTarget(cli.program.command('prune'))
    .description('remove expired sessions and revocations now, as the schedule does')
    .option('--dry-run', 'count what is expired, and remove nothing')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('prune --dry-run', 'prune --yes'))
    .action(async (options: CommonOptions & ConfirmOptions & { dryRun?: boolean }) => {
      const { prune } = await import('../commands/prune.ts');
      const { dryRun, yes } = options;
      await runOn(cli, options, (deployment) => prune(deployment, cli.terminal, { dryRun, yes }));
    });
}

function declareRotate(cli: Cli): void {
  const rotate = cli.program.command('rotate').description('replace a secret of the bridge, step by step');
  withRotationOptions(rotate.command('hook'))
    .description('the secret that signs hooks')
    .option('--file <path>', 'also write the new secret to this file, readable by you alone')
    .addHelpText('after', examples('rotate hook', 'rotate hook --begin --yes', 'rotate hook --finish --yes'))
    .action(async (options: CommonOptions & RotationOptions) => {
      const { rotateHook } = await import('../commands/rotate-hook.ts');
      await runOn(cli, options, (deployment) => rotateHook(deployment, cli.terminal, options));
    });
  withRotationOptions(rotate.command('assertion'))
    .description("the key that signs a wiki's X-Wiki-Identity")
    .requiredOption('--file <path>', 'the file for the new key; --finish reads it')
    .option('--wiki <host>', 'the wiki of the key (default: the first)')
    .addHelpText(
      'after',
      examples(
        'rotate assertion --file new-key',
        'rotate assertion --begin --file new-key',
        'rotate assertion --finish --file new-key --yes',
      ),
    )
    .action(async (options: CommonOptions & RotationOptions & { file: string }) => {
      const { rotateAssertion } = await import('../commands/rotate-assertion.ts');
      await runOn(cli, options, (deployment) => rotateAssertion(deployment, cli.terminal, options));
    });
}

function withRotationOptions(command: Command): Command {
  return withTarget(command)
    .addOption(
      new Option('--begin', 'only the steps before the site or wiki gets the new value').conflicts('finish'),
    )
    .option('--finish', 'only the steps after it has the new value')
    .option('--yes', 'do not ask; needs --begin or --finish')
    .option('--wait <seconds>', 'time for running functions to notice', secondsFromZero);
}

function declareSmoke({ program, terminal, print }: Cli): void {
  addSmokeOptions(withTarget(program.command('smoke')))
    .description('check a live deployment as a site and a browser; run one at a time')
    .action(async (options: SmokeOptions) => {
      const { smoke } = await import('../commands/smoke.ts');
      print(await smoke(terminal, options), options.json ?? false);
    });
}

function declareDoctor({ program, terminal, print }: Cli): void {
  withTarget(program.command('doctor'))
    .description('check everything that a deployment needs, and say what to do')
    .option('--site <url>', "the site, to compare its clock with the bridge's", baseUrl)
    .option(
      '--wiki-origin <url>',
      "the first wiki past the gateway, to compare its clock with the bridge's",
      baseUrl,
    )
    .addHelpText(
      'after',
      examples('doctor', 'doctor --stack WikiSso --json', 'doctor --site https://www.example.com'),
    )
    .action(async (options: CommonOptions & { site?: URL; wikiOrigin?: URL }) => {
      const { doctor } = await import('../commands/doctor.ts');
      print(await doctor(terminal, options), options.json ?? false);
    });
}
