import { SecretVersions } from '../aws/secret-versions.ts';
import { DeclinedError, ExitCode, OperationError, SetupError } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { commandFor } from '../deployment/find-deployment.ts';
import { isHookSecretAccepted, parseHookKey } from '../deployment/hooks.ts';
import type { Report } from '../report.ts';
import { newSecret, writeSecretFile } from '../rotation/new-secret.ts';
import { choosePhases, type RotationOptions } from '../rotation/phases.ts';
import { storeSecret, updateLocalSite } from '../rotation/store-secret.ts';
import { eventually, waitForCaches } from '../rotation/wait.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** As the stack makes it: valid base64 of 33 bytes. */
const LENGTH = 44;
/** How long a running function keeps what it has read. */
const CACHE_MS = 300_000;

/** Rotates the secret that signs hooks: the bridge first, then the site. No hook is refused and nobody is logged out. */
export async function rotateHook(
  deployment: Deployment,
  terminal: Terminal,
  options: RotationOptions,
): Promise<Report> {
  const phases = choosePhases(options, terminal);
  const secret = new SecretVersions(deployment.aws, deployment.hookSecretArn);
  const rotation = { deployment, terminal, secret, options };
  if (phases.begin) await begin(rotation);
  if (phases.begin && phases.finish) await askWhetherTold(rotation);
  if (phases.finish) await finish(rotation, phases.begin);
  const { stackName } = deployment;
  return {
    exitCode: ExitCode.ok,
    json: { stack: stackName, rotated: 'hook', finished: phases.finish },
    text: phases.finish
      ? 'Only the new hook secret counts now.\n'
      : `Both hook secrets count. Give the site the new one; when every process of it signs with that: ${finishOf(deployment)}\n`,
  };
}

interface Rotation {
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly secret: SecretVersions;
  readonly options: RotationOptions;
}

/** The second half, to be typed later. */
function finishOf(deployment: Deployment): string {
  return commandFor(deployment, 'rotate', 'hook', '--finish');
}

async function begin({ deployment, terminal, secret, options }: Rotation): Promise<void> {
  const finishLater = finishOf(deployment);
  const [old, before] = await Promise.all([secret.current(), secret.previous()]);
  // A third value would push out the one that the site may still sign with.
  if (before !== undefined && before !== old)
    throw new SetupError(
      `a rotation is not finished: when the site signs with the newer secret, ${finishLater}`,
    );
  // What could not be checked afterwards is not begun.
  parseHookKey(old, secret.arn);
  await terminal.confirm(
    'Store a new hook secret? Hooks signed with the present one go on counting.',
    options.yes,
  );
  const fresh = newSecret(LENGTH);
  if (options.file !== undefined) writeSecretFile(options.file, fresh);
  const look = commandFor(deployment, 'doctor');
  await storeSecret(
    terminal,
    secret,
    fresh,
    `The new hook secret may be stored; hooks signed with the old one go on counting. ${look} tells whether two count; if so: ${finishLater}`,
  );
  terminal.say('1. The new secret is stored; the bridge takes both.');
  terminal.stopHint = `Both hook secrets count. When the site signs with the new one: ${finishLater}`;
  await waitForCaches(terminal, options.wait ?? CACHE_MS);
  if (!(await eventually(() => isHookSecretAccepted(deployment, fresh))))
    throw new OperationError(
      'hooks signed with the new secret are refused: leave the site as it is, and look at the hooks’ log',
    );
  if (!(await isHookSecretAccepted(deployment, old)))
    throw new OperationError('hooks signed with the old secret are refused: give the site the new one now');
  terminal.say('2. Checked: a hook signed with the old secret counts, and so does one with the new.');
  if (deployment.site !== undefined) {
    updateLocalSite(deployment.site, fresh);
    terminal.say(
      '   The demo site signs with the new one from its next request on, and endpoints.json has it.',
    );
  }
  const where = options.file === undefined ? '' : ` It is in ${options.file}, too.`;
  terminal.say(
    `3. Now ${deployment.site === undefined ? 'the site' : 'any site of your own'}: restart it if it reads the secret only then. The value is AWSCURRENT of ${deployment.hookSecretArn}.${where}`,
  );
}

async function askWhetherTold({ deployment, terminal }: Rotation): Promise<void> {
  try {
    await terminal.confirm('Does every process of the site sign with the new secret?', false);
  } catch (error) {
    if (!(error instanceof DeclinedError)) throw error;
    throw new DeclinedError(
      `Both hook secrets count. When the site signs with the new one: ${finishOf(deployment)}`,
    );
  }
}

async function finish({ deployment, terminal, secret, options }: Rotation, isAsked: boolean): Promise<void> {
  const [fresh, old] = await Promise.all([secret.current(), secret.previous()]);
  if (old === undefined || old === fresh)
    throw new SetupError('there is nothing to finish: only one hook secret counts');
  await terminal.confirm(
    'Have the old hook secret refused? A site that still signs with it could log nobody in.',
    isAsked || options.yes,
  );
  if (!(await eventually(() => isHookSecretAccepted(deployment, fresh))))
    throw new OperationError('hooks signed with the new secret are refused, so the old one was left alone');
  // Stored a second time, the new one is the previous as well, and nothing is left of the old.
  const look = commandFor(deployment, 'doctor');
  await storeSecret(
    terminal,
    secret,
    fresh,
    `The old hook secret may be dropped; ${look} tells whether one or two are stored.`,
  );
  terminal.stopHint = 'The old hook secret is refused within five minutes.';
  terminal.say('4. The old secret is dropped.');
  await waitForCaches(terminal, options.wait ?? CACHE_MS);
  if (!(await eventually(async () => !(await isHookSecretAccepted(deployment, old)))))
    throw new OperationError(
      `hooks signed with the old secret still count: a running function keeps what it has read for up to five minutes. The old secret is dropped all the same; ${look} shows that one is left`,
    );
  if (!(await isHookSecretAccepted(deployment, fresh)))
    throw new OperationError('hooks signed with the new secret are refused');
  terminal.say('5. Checked: a hook signed with the old secret is refused, one with the new counts.');
  if (options.file !== undefined) terminal.say(`Remove ${options.file}.`);
  if (deployment.site === undefined)
    terminal.say(
      'Log in at the site and open the wiki: a process of the site that still has the old secret logs nobody in.',
    );
}
