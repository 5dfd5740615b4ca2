import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { ROOT } from '../../local/paths.ts';
import { assertionOf, Browser, hasPhp, PhpSite, WIKI_HOST } from './support/php-site.ts';
import { paste } from './support/recipes.ts';

// The recipe of docs/connect-a-wiki.md, as pasted, on a MediaWiki of Debian with SQLite. The extension that the recipe
// loads is in no registry: see support/Auth_remoteuser.

const MEDIAWIKI = '/usr/share/mediawiki';
const STAND_IN = join(ROOT, 'test', 'wikis', 'support', 'Auth_remoteuser');
const EXTENSION = process.env.WIKI_SSO_AUTH_REMOTEUSER ?? STAND_IN;
const INSTALLER_PASSWORD = 'installer-password-1';
const EXTENSIONS = ['pdo_sqlite', 'mbstring', 'xml', 'intl'];

jest.setTimeout(60_000);
const isHere = hasPhp(EXTENSIONS, [`${MEDIAWIKI}/maintenance/install.php`]);
if (!isHere) process.stderr.write('MediaWiki: SKIPPED, php-cli, php-sqlite3 or mediawiki is not here\n');

(isHere ? describe : describe.skip)('the recipe for MediaWiki', () => {
  let folder: string;
  let site: PhpSite;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wiki-sso-mediawiki-'));
    install(folder);
    site = await PhpSite.start(MEDIAWIKI, { MW_CONFIG_FILE: join(folder, 'LocalSettings.php') });
  });
  beforeEach(() => {
    browser = new Browser(site.port);
  });
  afterAll(async () => {
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whom the page was made for, as MediaWiki tells its own scripts. */
  async function nameFor(name?: string, headers: Record<string, string> = {}): Promise<string | undefined> {
    const { status, text } = await browser.get('/index.php?title=Main_Page', name, headers);
    expect(status).toBe(200);
    return /"wgUserName":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1];
  }

  test('makes a user of an assertion at each request, and nobody of none', async () => {
    expect(await nameFor('alice')).toBe('Alice');
    expect(await nameFor()).toBeUndefined();
    expect(await nameFor('bob')).toBe('Bob');
    expect(await nameFor('alice')).toBe('Alice');
  });

  test('believes no X-Remote-User, no forged and no other wiki’s assertion', async () => {
    const headers = (assertion: string) => ({ 'x-wiki-identity': assertion, 'x-remote-user': 'alice' });
    for (const assertion of [
      '',
      assertionOf({ sub: 'alice' }, 'a key of somebody else, of more than thirty-two bytes'),
      assertionOf({ sub: 'alice', aud: 'other.example.com' }),
      assertionOf({ sub: 'alice', iat: 1, exp: 61 }),
    ]) {
      expect(await nameFor(undefined, headers(assertion))).toBeUndefined();
    }
  });

  test('lets nobody into the account of another who has almost the same name', async () => {
    expect(await nameFor('carol')).toBe('Carol');
    expect(await nameFor('Carol')).toBeUndefined();
    expect(await nameFor('x y')).toBe('X y');
    expect(await nameFor('x_y')).toBeUndefined();
    expect(await nameFor('admin')).toBeUndefined();
    expect(await nameFor('carol')).toBe('Carol');
  });

  test('leaves a name that MediaWiki does not take anonymous', async () => {
    for (const name of ['a/b', 'a#b', '192.0.2.1']) expect(await nameFor(name)).toBeUndefined();
    for (const name of ['Žluť 李', "o'neill, jr; x", '100%']) expect(await nameFor(name)).toMatch(/./);
  });

  test('sends Login to the site and back to the page', async () => {
    const { text } = await browser.get('/index.php?title=Main_Page');
    const login = 'https://www.example.com/wiki-login?next=';
    expect(text).toContain(`href="${login}${encodeURIComponent(`http://${WIKI_HOST}/index.php`)}`);
    const { status, location } = await browser.get(
      '/index.php?title=Special:UserLogin&returnto=Help:Contents',
    );
    expect([302, 303]).toContain(status);
    expect(location).toContain(login);
    expect(decodeURIComponent(location)).toContain('Help:Contents');
  });

  test('has no password logins, by form or API, not even the installer’s', async () => {
    const { text } = await browser.get('/api.php?action=query&meta=tokens&type=login&format=json');
    const token: string = JSON.parse(text).query.tokens.logintoken;
    const form = {
      action: 'login',
      lgname: 'Admin',
      lgpassword: INSTALLER_PASSWORD,
      lgtoken: token,
      format: 'json',
    };
    const answer = JSON.parse((await browser.post('/api.php', form)).text);
    expect(answer.login.result).not.toBe('Success');
    expect(await nameFor()).toBeUndefined();
  });

  test('makes no accounts but those of people from the site', async () => {
    const { text } = await browser.get('/index.php?title=Special:CreateAccount');
    expect(text).not.toMatch(/name="wpRetype"|name="retype"/);
  });

  test('lets nobody change the address that came from the site', async () => {
    await nameFor('dora');
    const { text } = await browser.get(
      '/api.php?action=query&meta=userinfo&uiprop=email|rights&format=json',
      'dora',
    );
    const { email, rights } = JSON.parse(text).query.userinfo;
    expect(email).toBe('dora@example.com');
    expect(rights).not.toContain('editmyprivateinfo');
    const page = await browser.get('/index.php?title=Special:ChangeEmail', 'dora');
    expect(page.text).not.toContain('name="NewEmail"');
  });

  test('takes a save with the identity, and none of it without', async () => {
    const edit = '/api.php?action=query&meta=tokens&format=json';
    const tokenOf = async (name?: string): Promise<string> =>
      JSON.parse((await browser.get(edit, name)).text).query.tokens.csrftoken;
    const save = async (token: string, name?: string) => {
      const form = { action: 'edit', title: 'Kept', text: `by ${name}`, token, format: 'json' };
      return JSON.parse((await browser.post('/api.php', form, name)).text);
    };
    const token = await tokenOf('alice');
    expect((await save(token, 'alice')).edit?.result).toBe('Success');
    expect((await save(token)).error?.code).toBe('badtoken');
    expect((await browser.get('/index.php?title=Kept&action=raw')).text).toBe('by alice');
  });
});

function install(folder: string): void {
  mkdirSync(join(folder, 'data'));
  cpSync(EXTENSION, join(folder, 'extensions', 'Auth_remoteuser'), { recursive: true });
  const { status, stdout, stderr } = spawnSync(
    'php',
    [
      join(MEDIAWIKI, 'maintenance', 'install.php'),
      ...['--dbtype', 'sqlite', '--dbpath', join(folder, 'data'), '--confpath', folder],
      ...['--server', `http://${WIKI_HOST}`, '--scriptpath', '', '--pass', INSTALLER_PASSWORD],
      ...['Wiki', 'Admin'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`MediaWiki's installer: ${stdout}${stderr}`);
  paste(folder, 'wiki_identity.php', 'wiki_sso.php');
  appendFileSync(
    join(folder, 'LocalSettings.php'),
    `$wgExtensionDirectory = ${JSON.stringify(join(folder, 'extensions'))};
$wgCacheDirectory = ${JSON.stringify(join(folder, 'data'))};
require_once __DIR__ . '/wiki_sso.php';
`,
  );
}
