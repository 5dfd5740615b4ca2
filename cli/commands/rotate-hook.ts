// `wiki-sso rotate hook`: replaces the secret that signs hooks.

import { SecretVersions } from '../aws/secret-versions.ts';
import { ExitCode, OperationError, SetupError } from '../cli-error.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { commandFor } from '../deployment/find-deployment.ts';
import { isHookSecretAccepted, parseHookKey } from '../deployment/hooks.ts';
import type { Report } from '../report.ts';
import { newSecret, writeSecretFile } from '../rotation/new-secret.ts';
import { choosePhases, type RotationOptions } from '../rotation/phases.ts';
import { storeSecret, updateLocalSite } from '../rotation/store-secret.ts';
import { eventually, waitForCaches } from '../rotation/wait.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** Characters, as in the stack's own secret: valid base64 of 33 bytes. */
const LENGTH = 44;
/** How long a running function caches a secret. */
const CACHE_MS = 300_000;

/** Rotates the secret that signs hooks: the bridge first, then the site. No hook is refused and no user logged out. */
export async function rotateHook(
  deployment: Deployment,
  terminal: Terminal,
  options: RotationOptions,
): Promise<Report> {
  const phases = choosePhases(options, terminal);
  const secret = new SecretVersions(deployment.aws, deployment.hookSecretArn);
  const rotation = { deployment, terminal, secret, options };
  if (phases.begin) await startRotation(rotation);
  if (phases.begin && phases.finish) await confirmHandover(rotation);
  if (phases.finish) await finishRotation(rotation, phases.begin);
  const { stackName } = deployment;
  return {
    exitCode: ExitCode.ok,
    json: { stack: stackName, rotated: 'hook', finished: phases.finish },
    text: phases.finish
      ? 'Only the new hook secret is accepted now.\n'
      : `Both hook secrets are accepted. Give the site the new one; when every process of it signs with that: ${finishCommand(deployment)}\n`,
  };
}

interface Rotation {
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly secret: SecretVersions;
  readonly options: RotationOptions;
}

/** The command of the second phase, to run later. */
function finishCommand(deployment: Deployment): string {
  return commandFor(deployment, 'rotate', 'hook', '--finish');
}

function bothAccepted(deployment: Deployment): string {
  return `Both hook secrets are accepted. When the site signs with the new one: ${finishCommand(deployment)}`;
}

function confirmHandover({ deployment, terminal }: Rotation): Promise<void> {
  const question = 'Does every process of the site sign with the new secret?';
  return terminal.confirm(question, false, bothAccepted(deployment));
}

async function startRotation({ deployment, terminal, secret, options }: Rotation): Promise<void> {
  const finishLater = finishCommand(deployment);
  const [old, before] = await Promise.all([secret.current(), secret.previous()]);
  // A third value would replace the one that the site may still sign with.
  if (before !== undefined && before !== old)
    throw new SetupError(
      `a rotation is not finished: when the site signs with the newer secret, ${finishLater}`,
    );
  // A secret that could not be checked afterwards stops the rotation here.
  parseHookKey(old, secret.arn);
  await terminal.confirm(
    'Store a new hook secret? Hooks signed with the current one stay accepted.',
    options.yes,
  );
  const fresh = newSecret(LENGTH);
  if (options.file !== undefined) writeSecretFile(options.file, fresh);
  const doctor = commandFor(deployment, 'doctor');
  await storeSecret(
    terminal,
    secret,
    fresh,
    `The new hook secret may be stored; hooks signed with the old one stay accepted. ${doctor} shows whether two are accepted; if so: ${finishLater}`,
  );
  terminal.say('1. The new secret is stored; the bridge accepts both.');
  terminal.stopHint = bothAccepted(deployment);
  await waitForCaches(terminal, options.wait ?? CACHE_MS);
  if (!(await eventually(() => isHookSecretAccepted(deployment, fresh))))
    throw new OperationError(
      'hooks signed with the new secret are refused: leave the site as it is, and read the log of the hooks',
    );
  if (!(await isHookSecretAccepted(deployment, old)))
    throw new OperationError('hooks signed with the old secret are refused: give the site the new one now');
  terminal.say('2. Checked: hooks signed with the old secret and with the new secret are accepted.');
  if (deployment.site !== undefined) {
    updateLocalSite(deployment.site, fresh);
    terminal.say(
      '   The demo site signs with the new one from its next request on, and endpoints.json has it.',
    );
  }
  const where = options.file === undefined ? '' : ` It is also in ${options.file}.`;
  terminal.say(
    `3. Now ${deployment.site === undefined ? 'the site' : 'any site of your own'}: restart it if it reads the secret only at start. The value is AWSCURRENT of ${deployment.hookSecretArn}.${where}`,
  );
}

async function finishRotation(
  { deployment, terminal, secret, options }: Rotation,
  isConfirmed: boolean,
): Promise<void> {
  const [fresh, old] = await Promise.all([secret.current(), secret.previous()]);
  if (old === undefined || old === fresh)
    throw new SetupError('expected two hook secrets, got one: there is no rotation to finish');
  await terminal.confirm(
    'Refuse the old hook secret? A site that still signs with it can log no user in.',
    isConfirmed || options.yes,
  );
  if (!(await eventually(() => isHookSecretAccepted(deployment, fresh))))
    throw new OperationError('hooks signed with the new secret are refused, so the old one is unchanged');
  // After a second put, the new secret is the previous version as well, and the old one is gone.
  const doctor = commandFor(deployment, 'doctor');
  await storeSecret(
    terminal,
    secret,
    fresh,
    `The old hook secret may be dropped; ${doctor} shows whether one or two are accepted.`,
  );
  terminal.stopHint = 'The old hook secret is refused within five minutes.';
  terminal.say('4. The old secret is dropped.');
  await waitForCaches(terminal, options.wait ?? CACHE_MS);
  if (!(await eventually(async () => !(await isHookSecretAccepted(deployment, old)))))
    throw new OperationError(
      `hooks signed with the old secret are still accepted: a running function caches a secret for up to five minutes. The old secret is dropped all the same; ${doctor} shows that one is left`,
    );
  if (!(await isHookSecretAccepted(deployment, fresh)))
    throw new OperationError('hooks signed with the new secret are refused');
  terminal.say(
    '5. Checked: a hook signed with the old secret is refused, one with the new secret is accepted.',
  );
  if (options.file !== undefined) terminal.say(`Delete ${options.file}.`);
  if (deployment.site === undefined)
    terminal.say(
      'Log in at the site and open the wiki: a process of the site that still has the old secret can log no user in.',
    );
}
