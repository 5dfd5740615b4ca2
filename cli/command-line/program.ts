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

/** What every command is told. */
interface Common {
  readonly local?: boolean;
  readonly stack?: string;
  readonly json?: boolean;
}

interface Asking {
  readonly yes?: boolean;
}

const ABOUT = `Daily work with a deployed wiki-sso, and with what npm start runs.

It reaches a deployment by its signed hooks, AWS's APIs and Lambda Invoke, with the credentials and the region of your environment (AWS_PROFILE, AWS_REGION, …): never the store itself. docs/command-line.md has an example of each command.`;

const AFTER = `
Exit code: 0 done, and all is well; 1 something is wrong; 2 it could not begin; 3 somebody said no, or was to be
asked and could not be; 130 stopped by Ctrl-C. The result is on stdout, everything else on stderr.

Examples:
  $ npx wiki-sso status --local
  $ npx wiki-sso doctor --stack WikiSso
  $ npx wiki-sso revoke alice
`;

/** Prints the result. */
export type Print = (report: Report, asJson: boolean) => void;

/** The commands and their options. Nothing that a command works with is loaded before it is called. */
export function createProgram(terminal: Terminal, print: Print): Command {
  const program = new Command('wiki-sso')
    .description(ABOUT)
    .addHelpText('after', AFTER)
    .version(
      JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
      '-V, --version',
      'show the version',
    )
    .helpOption('-h, --help', 'show this')
    .helpCommand('help [command]', 'show what a command does')
    // A message may repeat an argument that came from elsewhere.
    .configureOutput({
      outputError: (text, write) => write(`${oneLine(text.replace(/^error: /, 'wiki-sso: '))}\n`),
    })
    .exitOverride();
  const shell = { program, terminal, print };
  declareStatus(shell);
  declareRevoke(shell);
  declareWhois(shell);
  declarePrune(shell);
  declareRotate(shell);
  declareSmoke(shell);
  declareDoctor(shell);
  showUsageAfterErrors(program);
  return program;
}

/** After an argument that is missing or cannot be used, how the command is called. */
function showUsageAfterErrors(command: Command): void {
  const usage = command.createHelp().commandUsage(command);
  const path = usage.replace(/ (\[options\]|<.+).*$/, '');
  command.showHelpAfterError(`Usage: ${usage}\nMore: ${path} --help`);
  for (const child of command.commands) showUsageAfterErrors(child);
}

interface Shell {
  readonly program: Command;
  readonly terminal: Terminal;
  readonly print: Print;
}

function withTarget(command: Command): Command {
  return command
    .addOption(new Option('--local', 'what npm start runs here').conflicts('stack'))
    .option('--stack <name>', `a deployed stack (default: ${DEFAULT_STACK})`)
    .option('--json', 'print the result as JSON');
}

function examples(...lines: string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ npx wiki-sso ${line}\n`).join('')}`;
}

/** Has a command told of the deployment that is meant. */
async function at({ print }: Shell, options: Common, run: (deployment: Deployment) => Promise<Report>) {
  print(await run(await findDeployment(options)), options.json ?? false);
}

function declareStatus(shell: Shell): void {
  withTarget(shell.program.command('status'))
    .description('sessions, revocations, the last pruning, and how fast the store is')
    .addHelpText('after', examples('status --local', 'status --json'))
    .action(async (options: Common) => {
      const { status } = await import('../commands/status.ts');
      await at(shell, options, status);
    });
}

function declareRevoke(shell: Shell): void {
  withTarget(shell.program.command('revoke'))
    .description('log a user out of the wiki everywhere')
    .argument('<user>', "the user's name, exactly")
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('revoke alice', "revoke --yes 'Zoë Müller'"))
    .action(async (username: string, options: Common & Asking) => {
      const { revoke } = await import('../commands/revoke.ts');
      const { yes } = options;
      await at(shell, options, (deployment) => revoke(deployment, shell.terminal, { username, yes }));
    });
}

function declareWhois(shell: Shell): void {
  withTarget(shell.program.command('whois'))
    .description('whose a cookie is: asks for it without showing it, or reads it from a pipe')
    .option('--wiki <host>', 'which wiki to ask for (default: the first)')
    .addHelpText('after', examples('whois', 'whois --wiki intranet.example.com < cookie.txt'))
    .action(async (options: Common & { wiki?: string }) => {
      const { whois } = await import('../commands/whois.ts');
      await at(shell, options, (deployment) => whois(deployment, shell.terminal, { host: options.wiki }));
    });
}

function declarePrune(shell: Shell): void {
  withTarget(shell.program.command('prune'))
    .description('remove what is past its age now, as the schedule does')
    .option('--dry-run', 'count what is due, and remove nothing')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('prune --dry-run', 'prune --yes'))
    .action(async (options: Common & Asking & { dryRun?: boolean }) => {
      const { prune } = await import('../commands/prune.ts');
      const { dryRun, yes } = options;
      await at(shell, options, (deployment) => prune(deployment, shell.terminal, { dryRun, yes }));
    });
}

function declareRotate(shell: Shell): void {
  const rotate = shell.program.command('rotate').description('give the bridge another secret, step by step');
  withRotationOptions(rotate.command('hook'))
    .description('the secret that signs hooks')
    .option('--file <path>', 'also write the new secret there, for you alone to read')
    .addHelpText('after', examples('rotate hook', 'rotate hook --begin --yes', 'rotate hook --finish --yes'))
    .action(async (options: Common & RotationOptions) => {
      const { rotateHook } = await import('../commands/rotate-hook.ts');
      await at(shell, options, (deployment) => rotateHook(deployment, shell.terminal, options));
    });
  withRotationOptions(rotate.command('assertion'))
    .description("the key that signs a wiki's X-Wiki-Identity")
    .requiredOption('--file <path>', 'where the new key is written, and read from by --finish')
    .option('--wiki <host>', "whose key (default: the first wiki's)")
    .addHelpText(
      'after',
      examples(
        'rotate assertion --file new-key',
        'rotate assertion --begin --file new-key',
        'rotate assertion --finish --file new-key --yes',
      ),
    )
    .action(async (options: Common & RotationOptions & { file: string }) => {
      const { rotateAssertion } = await import('../commands/rotate-assertion.ts');
      await at(shell, options, (deployment) => rotateAssertion(deployment, shell.terminal, options));
    });
}

function withRotationOptions(command: Command): Command {
  return withTarget(command)
    .addOption(new Option('--begin', 'only the steps before others have to be told').conflicts('finish'))
    .option('--finish', 'only the steps after that')
    .option('--yes', 'do not ask; with --begin or --finish')
    .option('--wait <seconds>', 'how long running functions are given to notice', secondsFromZero);
}

function declareSmoke({ program, terminal, print }: Shell): void {
  addSmokeOptions(withTarget(program.command('smoke')))
    .description('play site and browser against it, and tell what holds; run one at a time')
    .action(async (options: SmokeOptions) => {
      const { smoke } = await import('../commands/smoke.ts');
      print(await smoke(terminal, options), options.json ?? false);
    });
}

function declareDoctor({ program, terminal, print }: Shell): void {
  withTarget(program.command('doctor'))
    .description('look at everything a deployment needs, and say what to do')
    .option('--site <url>', "the site, to compare its clock with the bridge's", baseUrl)
    .addHelpText(
      'after',
      examples('doctor', 'doctor --stack WikiSso --json', 'doctor --site https://www.example.com'),
    )
    .action(async (options: Common & { site?: URL }) => {
      const { doctor } = await import('../commands/doctor.ts');
      print(await doctor(terminal, options), options.json ?? false);
    });
}
