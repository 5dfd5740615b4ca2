import { beforeAll, describe, expect, test } from '@jest/globals';
import { type Forgery, makeAssertion } from '../support/assertions.ts';
import { Operator, stackOutput, wikiOrigin } from '../support/operator.ts';
import { EDITOR, freshText, isSaved, OPEN_PAGE, REFUSED, SAVED } from '../support/saving.ts';
import { endpoints } from '../support/system-under-test.ts';
import { Visitor } from '../support/visitor.ts';
import { nameAtWiki, viewPage } from '../support/wiki.ts';

const WIKI_TEXT = encodeURIComponent('text/x.moin.wiki;charset=utf-8');
const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);
const { host, hostname } = new URL(endpoints.wikiUrl);

let origin: string;
let key: string;
beforeAll(async () => {
  const operator = new Operator();
  origin = await wikiOrigin();
  key = await operator.currentSecret(stackOutput('Wiki0AssertionSecretArn'));
  operator.close();
});

/** Who the wiki takes somebody for who comes past the gateway. */
async function nameOf(token: string): Promise<string | undefined> {
  const page = await new Visitor().send(`${origin}/Home`, { headers: { host, 'x-wiki-identity': token } });
  expect(page.status).toBe(200);
  return nameAtWiki(page);
}

async function saveAs(token: string): Promise<{ status: number; saved: boolean }> {
  const text = freshText();
  const headers = { host, origin: endpoints.wikiUrl, 'x-wiki-identity': token };
  const { status } = await new Visitor().send(`${origin}/+modify/${OPEN_PAGE}?contenttype=${WIKI_TEXT}`, {
    method: 'POST',
    form: { ...EDITOR, content_form_data_text: text },
    headers,
  });
  return { status, saved: await isSaved(text) };
}

describe('an assertion sent straight to the wiki, past the gateway', () => {
  test('ALBeast: one as the bridge signs it counts, so that the refusals below mean something', async () => {
    expect(await nameOf(makeAssertion(key))).toBe('mallory');
  });

  const forgeries: [string, () => Forgery][] = [
    ['alg none', () => ({ header: { alg: 'none' }, signature: '' })],
    ['alg none with a signature', () => ({ header: { alg: 'none' } })],
    ['alg nOnE', () => ({ header: { alg: 'nOnE' }, signature: '' })],
    ['HS512 by the right key', () => ({ header: { alg: 'HS512' }, hash: 'sha512' })],
    ['HS512 in the header, HS256 in truth', () => ({ header: { alg: 'HS512' } })],
    ['another key under our kid', () => ({ key: 'k'.repeat(48) })],
    ['another key under its own kid', () => ({ key: 'k'.repeat(48), header: { kid: 'deadbeef' } })],
    ['an empty key', () => ({ key: '' })],
    ['a key that it brings itself', () => ({ key: 'k', header: { jwk: { kty: 'oct', k: 'aw' } } })],
    ['a kid that is a path', () => ({ key: '', header: { kid: '../../../dev/null' } })],
    ['a kid that is no text', () => ({ header: { kid: 7 } })],
    ['an extension that must be understood', () => ({ header: { crit: ['exp2'], exp2: 1 } })],
    ['no signature', () => ({ signature: '' })],
    ['another issuer', () => ({ claims: { iss: 'evil' } })],
    ['another audience', () => ({ claims: { aud: `other.${hostname}` } })],
    ['a list of audiences', () => ({ claims: { aud: [hostname, 'other'] } })],
    ['no audience', () => ({ claims: { aud: undefined } })],
    ['an end in the past', () => ({ claims: { iat: now() - 120, exp: now() - 40 } })],
    ['no end', () => ({ claims: { exp: undefined } })],
    ['an end that is true', () => ({ claims: { exp: true } })],
    ['a beginning in the future', () => ({ claims: { iat: now() + 60, exp: now() + 120 } })],
    ['a life of a day', () => ({ claims: { exp: now() + 24 * HOUR } })],
    ['no subject', () => ({ claims: { sub: undefined } })],
    ['a subject that is a list', () => ({ claims: { sub: ['mallory'] } })],
  ];

  test.each(forgeries)('ALBeast: with %s it makes its bearer nobody', async (_, forgery) => {
    expect(await nameOf(makeAssertion(key, forgery()))).toBeUndefined();
  });

  test('ALBeast: whoever writes with one that does not count is refused, not taken for nobody', async () => {
    expect(await saveAs(makeAssertion(key))).toEqual(SAVED);
    expect(await saveAs(makeAssertion(key, { key: 'k'.repeat(48) }))).toEqual(REFUSED);
    expect(await saveAs('garbage')).toEqual(REFUSED);
  });

  test('ALBeast: a good one, stolen and sent through the gateway, is refused there', async () => {
    const headers = { 'x-wiki-identity': makeAssertion(key) };
    expect((await viewPage(new Visitor(), 'Home', { headers })).status).toBe(403);
  });

  test('ALBeast: no bare header makes its bearer anybody', async () => {
    const headers = {
      host,
      'x-remote-user': 'boss',
      'x-remote-email': 'boss@example.com',
      remote_user: 'boss',
    };
    expect(nameAtWiki(await new Visitor().send(`${origin}/Home`, { headers }))).toBeUndefined();
  });
});
