import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Browser, hasPhp, PhpSite, WIKI_HOST } from './support/php-site.ts';
import { paste } from './support/recipes.ts';

// The recipe of docs/connect-a-wiki.md, as pasted, on Debian's DokuWiki.

const DOKUWIKI = '/usr/share/dokuwiki';
const CONFIGURATION = '/etc/dokuwiki';
const DATA_FOLDERS = [
  'attic',
  'cache',
  'index',
  'locks',
  'log',
  'media',
  'media_attic',
  'media_meta',
  'meta',
  'pages',
  'tmp',
];
const PLUGIN_INFO = `base   authwikisso
author Example
email  admin@example.com
date   2026-11-26
name   wiki-sso
desc   Users from the assertion
url    https://example.com
`;
const LOGIN = 'https://www.example.com/wiki-login?next=';

jest.setTimeout(60_000);
const isHere = hasPhp(['mbstring', 'xml'], [`${DOKUWIKI}/doku.php`, `${CONFIGURATION}/dokuwiki.php`]);
if (!isHere) process.stderr.write('DokuWiki: SKIPPED, php-cli, php-xml or dokuwiki is not here\n');

(isHere ? describe : describe.skip)('the recipe for DokuWiki', () => {
  let folder: string;
  let site: PhpSite;
  let browser: Browser;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'wiki-sso-dokuwiki-'));
    install(folder);
    site = await PhpSite.start(folder);
  });
  beforeEach(() => {
    browser = new Browser(site.port);
  });
  afterAll(async () => {
    await site?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Whom the page was made for, as its template says it. */
  async function nameFor(name?: string): Promise<string | undefined> {
    const { status, text } = await browser.get('/doku.php?id=start', name);
    expect(status).toBe(200);
    return /<li class="user">.*?<bdi>(.*?)<\/bdi>/s.exec(text)?.[1];
  }

  async function save(text: string, name?: string) {
    const form = await browser.get('/doku.php?id=start&do=edit', name);
    const field = (key: string) => new RegExp(`name="${key}" value="([^"]*)"`).exec(form.text)?.[1] ?? '';
    const fields = { sectok: field('sectok'), date: field('date'), changecheck: field('changecheck') };
    return (as?: string) =>
      browser.post(
        '/doku.php?id=start',
        { ...fields, id: 'start', wikitext: text, prefix: '.', suffix: '', 'do[save]': '1' },
        as,
      );
  }

  const source = async () => (await browser.get('/doku.php?id=start&do=export_raw', 'alice')).text;

  test('makes a user of an assertion at each request, and nobody of none', async () => {
    expect(await nameFor('alice')).toBe('alice');
    expect(await nameFor()).toBeUndefined();
    expect(await nameFor('Žluť 李')).toBe('Žluť 李');
    expect(await nameFor('alice')).toBe('alice');
  });

  test('leaves a name that could be read as a group anonymous', async () => {
    for (const name of ['@user', '.x', 'a/b', ' a']) expect(await nameFor(name)).toBeUndefined();
  });

  test('takes a save from a user, and refuses it once the identity is gone', async () => {
    expect((await (await save('by alice', 'alice'))('alice')).status).toBe(302);
    expect(await source()).toContain('by alice');
    const saveAgain = await save('without an identity', 'alice');
    expect((await saveAgain()).status).toBe(403);
    expect((await (await save('as another', 'alice'))('bob')).status).toBe(403);
    expect(await source()).toContain('by alice');
  });

  test('lets nobody write who is not logged in', async () => {
    await (await save('by nobody'))();
    expect(await source()).not.toContain('by nobody');
  });

  test('takes no password, and leads its login to the site', async () => {
    const form = { id: 'start', do: 'login', u: 'alice', p: 'any' };
    expect((await browser.post('/doku.php', form)).location).toContain(LOGIN);
    expect(await nameFor()).toBeUndefined();
    const { location } = await browser.get('/doku.php?id=start&do=login');
    expect(location).toContain(LOGIN);
    expect(decodeURIComponent(location)).toContain('start');
    const { text } = await browser.get('/doku.php?id=start', 'alice');
    const [, link = ''] = /href="([^"]*do=logout[^"]*)"/.exec(text) ?? [];
    const logout = await browser.get(link.replaceAll('&amp;', '&'), 'alice');
    expect(logout.location).toBe('https://www.example.com/logout');
  });

  test('has closed registration and profiles', async () => {
    for (const action of ['register', 'resendpwd', 'profile']) {
      const { text } = await browser.get(`/doku.php?id=start&do=${action}`, 'alice');
      expect(text).not.toMatch(/name="(login|oldpass|newpass)"/);
    }
  });
});

function install(folder: string): void {
  // Node's cpSync keeps links within as they are, and Debian's lead to where this must not write.
  // A plugin that only root may read is none of those that the recipe uses.
  const { status, stderr } = spawnSync('cp', ['-rL', `${DOKUWIKI}/.`, folder], { encoding: 'utf8' });
  const problems = stderr.split('\n').filter((line) => line !== '' && !line.endsWith('Permission denied'));
  if (status === null || problems.length > 0) throw new Error(`cp: ${problems.join('\n')}`);
  // Debian's own has the paths of its one installation.
  writeFileSync(join(folder, 'inc', 'preload.php'), '<?php\n');
  const conf = join(folder, 'conf');
  cpSync(CONFIGURATION, conf, {
    recursive: true,
    // Links to what Debian's installer makes, which only the web server may read.
    filter: (path) => !/(acl|users)\.auth\.php$|local\.php$/.test(path),
  });
  for (const name of DATA_FOLDERS) mkdirSync(join(folder, 'data', name), { recursive: true });
  writeFileSync(join(conf, 'users.auth.php'), '');
  writeFileSync(join(conf, 'plugins.local.php'), '<?php\n');
  writeFileSync(
    join(conf, 'local.php'),
    `<?php $conf['savedir'] = '${join(folder, 'data')}'; $conf['baseurl'] = 'http://${WIKI_HOST}';\n`,
  );
  writeFileSync(join(conf, 'acl.auth.php'), '*  @ALL  1\n*  @user  8\n');
  const plugin = join(folder, 'lib', 'plugins', 'authwikisso');
  mkdirSync(plugin);
  writeFileSync(join(plugin, 'plugin.info.txt'), PLUGIN_INFO);
  paste(plugin, 'wiki_identity.php', 'auth.php', 'action.php');
  paste(conf, 'local.protected.php');
}
