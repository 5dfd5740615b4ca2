// `wiki-sso rotate assertion`: replaces the key that signs a wiki's X-Wiki-Identity.

import { keyId, MIN_KEY_BYTES } from '../../functions/authorizer/identity-assertion.ts';
import { SecretVersions } from '../aws/secret-versions.ts';
import { ExitCode, OperationError, SetupError } from '../cli-error.ts';
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
/** Five minutes until every running authorizer has read the key, two until the last old assertion expires, a margin. */
const OVERLAP_MS = 600_000;
/** The check logs this user in and out; no wiki ever sees it. */
const CHECK_USER = 'wiki-sso-rotate';

/** Rotates the key that signs a wiki's assertions: the wiki first, then the bridge. No user is logged out. */
export async function rotateAssertion(
  deployment: Deployment,
  terminal: Terminal,
  options: RotationOptions & { readonly file: string },
): Promise<Report> {
  const phases = choosePhases(options, terminal);
  const wiki = wikiOf(deployment, options.wiki);
  const { file } = options;
  const unchanged = `Nothing has changed yet. When the wiki has both keys: ${finishCommand(deployment, options)}`;
  if (phases.begin) {
    writeSecretFile(file, newSecret(LENGTH));
    terminal.say(`1. The new key of ${wiki.url.host} is in ${file}.`);
    terminal.say(
      '2. Now the wiki: give it that key beside the old one. (MoinMoin: another line in its file of keys.)',
    );
    terminal.stopHint = unchanged;
  }
  if (phases.begin && phases.finish) await terminal.confirm('Has the wiki both keys?', false, unchanged);
  const kid = phases.finish
    ? await finishRotation({ deployment, terminal, wiki, options }, phases.begin)
    : null;
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
      ? `The bridge signs with key ${kid}. Remove the old key from the wiki, and delete ${file}.\n`
      : `Give the wiki the key in ${file} beside the old one; when it has both: ${finishCommand(deployment, options)}\n`,
  };
}

/** The command of the second phase, to run later. */
function finishCommand(deployment: Deployment, { file, wiki }: Rotation['options']): string {
  const wikiOption = wiki === undefined ? [] : ['--wiki', wiki];
  return commandFor(deployment, 'rotate', 'assertion', '--finish', '--file', file, ...wikiOption);
}

interface Rotation {
  readonly deployment: Deployment;
  readonly terminal: Terminal;
  readonly wiki: DeployedWiki;
  readonly options: RotationOptions & { readonly file: string };
}

/** @returns the id of the key that the bridge signs with now */
async function finishRotation(
  { deployment, terminal, wiki, options }: Rotation,
  isConfirmed: boolean,
): Promise<string> {
  const key = readSecretFile(options.file);
  const bytes = Buffer.from(key, 'utf8');
  if (bytes.length < MIN_KEY_BYTES)
    throw new SetupError(
      `${options.file}: expected an assertion key of at least ${MIN_KEY_BYTES} bytes, got ${bytes.length}`,
    );
  const kid = keyId(bytes);
  await terminal.confirm(
    `Sign for ${wiki.url.host} with key ${kid}? A wiki without that key treats every visitor as anonymous.`,
    isConfirmed || options.yes,
  );
  const secret = new SecretVersions(deployment.aws, wiki.assertionSecretArn);
  // After an interrupted run the key may be stored already: then only wait and check.
  if ((await secret.current()) !== key) {
    const again = finishCommand(deployment, options);
    const unknown = `The bridge may have the new key: let the wiki keep both. To complete the rotation: ${again}`;
    await storeSecret(terminal, secret, key, unknown);
  }
  terminal.say('3. The bridge has the new key.');
  terminal.stopHint = 'The bridge has the new key. Let the wiki keep both for ten minutes.';
  await waitForCaches(terminal, options.wait ?? OVERLAP_MS);
  if (!(await eventually(async () => (await signingKid(deployment, wiki)) === kid)))
    throw new OperationError(
      'the authorizer signs with another key: let the wiki keep both, and read its log',
    );
  terminal.say(`4. Checked: the authorizer signs with key ${kid}.`);
  return kid;
}

/** The id of the key that the authorizer signs with, read from an assertion for a short session. */
async function signingKid(deployment: Deployment, wiki: DeployedWiki): Promise<string> {
  const site = siteOf(deployment, await readHookKey(deployment.aws, deployment.hookSecretArn), CHECK_USER);
  const { cookieValue, member } = await site.login();
  try {
    const answer = await askAuthorizer(deployment, wiki, cookieValue);
    if (!answer.isLive) throw new OperationError(`the authorizer refuses a fresh cookie: ${answer.reason}`);
    return answer.kid;
  } finally {
    await site.send('logout', { member });
  }
}
