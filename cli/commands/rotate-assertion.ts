import { keyId, MIN_KEY_BYTES } from '../../functions/authorizer/identity-assertion.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import { DeclinedError, ExitCode, OperationError, SetupError } from '../cli-error.ts';
import { askAuthorizer } from '../deployment/ask-authorizer.ts';
import { type DeployedWiki, type Deployment, wikiOf } from '../deployment/deployment.ts';
import { commandFor } from '../deployment/find-deployment.ts';
import { readHookKey, siteOf } from '../deployment/hooks.ts';
import type { Report } from '../report.ts';
import { newSecret, readSecretFile, writeSecretFile } from '../rotation/new-secret.ts';
import { choosePhases, type RotationOptions } from '../rotation/phases.ts';
import { storeSecret } from '../rotation/store-secret.ts';
import { eventually, waitForCaches } from '../rotation/wait.ts';
import type { Terminal } from '../terminal/terminal.ts';

const LENGTH = 64;
/** Five minutes until every running authorizer has read it, two for the last assertions to run out, and some to spare. */
const OVERLAP_MS = 600_000;
/** Logged in for the check, and out again; no wiki ever hears of it. */
const CHECK_USER = 'wiki-sso-rotate';

/** Rotates the key that signs a wiki's assertions: the wiki first, then the bridge. Nobody is logged out. */
export async function rotateAssertion(
  deployment: Deployment,
  terminal: Terminal,
  options: RotationOptions & { readonly file: string },
): Promise<Report> {
  const phases = choosePhases(options, terminal);
  const wiki = wikiOf(deployment, options.wiki);
  const { file } = options;
  const finishLater = finishOf(deployment, options);
  if (phases.begin) {
    writeSecretFile(file, newSecret(LENGTH));
    terminal.say(`1. The new key of ${wiki.url.host} is in ${file}.`);
    terminal.say(
      '2. Now the wiki: give it that key beside the old one. (MoinMoin: a further line in its file of keys.)',
    );
    terminal.stopHint = `Nothing has changed yet. When the wiki has both keys: ${finishLater}`;
  }
  if (phases.begin && phases.finish) await askWhetherTold(terminal, finishLater);
  const kid = phases.finish ? await finish({ deployment, terminal, wiki, options }, phases.begin) : null;
  return {
    exitCode: ExitCode.ok,
    json: {
      stack: deployment.stackName,
      wiki: wiki.url.host,
      rotated: 'assertion',
      finished: phases.finish,
      kid,
    },
    text: phases.finish
      ? `The bridge signs with key ${kid}. Drop the old key at the wiki, and remove ${file}.\n`
      : `Give the wiki the key in ${file} beside the old one; when it has both: ${finishLater}\n`,
  };
}

/** The second half, to be typed later. */
function finishOf(deployment: Deployment, { file, wiki }: Rotation['options']): string {
  const which = wiki === undefined ? [] : ['--wiki', wiki];
  return commandFor(deployment, 'rotate', 'assertion', '--finish', '--file', file, ...which);
}

interface Rotation {
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly wiki: DeployedWiki;
  readonly options: RotationOptions & { readonly file: string };
}

async function askWhetherTold(terminal: Terminal, finishLater: string): Promise<void> {
  try {
    await terminal.confirm('Has the wiki both keys?', false);
  } catch (error) {
    if (!(error instanceof DeclinedError)) throw error;
    throw new DeclinedError(`Nothing has changed yet. When the wiki has both keys: ${finishLater}`);
  }
}

/** @returns the name of the key that the bridge signs with now */
async function finish({ deployment, terminal, wiki, options }: Rotation, isAsked: boolean): Promise<string> {
  const key = readSecretFile(options.file);
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length < MIN_KEY_BYTES)
    throw new SetupError(`${options.file} holds no assertion key: it takes ${MIN_KEY_BYTES} bytes or more`);
  const kid = keyId(bytes);
  await terminal.confirm(
    `Sign for ${wiki.url.host} with key ${kid}? A wiki that does not have it takes everyone for nobody.`,
    isAsked || options.yes,
  );
  const secret = new SecretVersions(deployment.aws, wiki.assertionSecretArn);
  // Called again after it was broken off, it only waits and checks.
  if ((await secret.current()) !== key) {
    const again = finishOf(deployment, options);
    const unknown = `The bridge may have the new key: let the wiki keep both. To see it through: ${again}`;
    await storeSecret(terminal, secret, key, unknown);
  }
  terminal.say('3. The bridge has the new key.');
  terminal.stopHint = 'The bridge has the new key. Let the wiki keep both for ten minutes.';
  await waitForCaches(terminal, options.wait ?? OVERLAP_MS);
  if (!(await eventually(async () => (await signingKid(deployment, wiki)) === kid)))
    throw new OperationError(
      'the authorizer signs with another key: let the wiki keep both, and look at its log',
    );
  terminal.say(`4. Checked: the authorizer signs with key ${kid}.`);
  return kid;
}

/** The key that the authorizer signs with, seen by a session of a moment. */
async function signingKid(deployment: Deployment, wiki: DeployedWiki): Promise<string> {
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn), CHECK_USER);
  const { cookieValue, member } = await site.login();
  try {
    const visitor = await askAuthorizer(deployment, wiki, cookieValue);
    if (!visitor.isLive)
      throw new OperationError(`the authorizer does not take a fresh cookie: ${visitor.reason}`);
    return visitor.kid;
  } finally {
    await site.send('logout', { member });
  }
}
