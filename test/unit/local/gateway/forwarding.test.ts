import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayUnderTest } from './gateway-under-test.ts';

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

describe('towards the wiki', () => {
  test.each([
    '/',
    '/Home',
    '/a%20b',
    '/a+b',
    '/Parent%2FChild',
    '/100%25',
    '/q%3Fx',
    '/a%23b',
    '/%C3%BC',
    '/a;b',
    '//double//slash',
    '/a/../b/./c',
    '/bad%zzescape',
    '/%ff',
    '/Page?action=diff&rev=1&rev=2&empty=&x=%20+%2B',
    '/?',
    '/a?b?c',
  ])('the target %j goes byte for byte', async (target) => {
    expect((await gateway.send(`GET ${target} HTTP/1.1`)).status).toBe(200);
    expect(gateway.wiki.requestLine).toBe(`GET ${target} HTTP/1.1`);
  });

  test('the base path of the integration is put before', async () => {
    const other = await GatewayUnderTest.prepare();
    other.aws.api.integration.integrationUri = `${other.wiki.url}/base/`;
    await other.open();
    await other.send('GET /Home HTTP/1.1');
    expect(other.wiki.requestLine).toBe('GET /base/Home HTTP/1.1');
    await other.stop();
  });

  test('the Host is that of the integration', async () => {
    await gateway.send('GET / HTTP/1.1');
    expect(gateway.wiki.header('host')).toEqual([new URL(gateway.wiki.url).host]);
  });

  test('headers for one connection are dropped, also those that Connection names', async () => {
    const headers = [
      'Connection: X-Private',
      'X-Private: 1',
      'Keep-Alive: 5',
      'TE: trailers',
      'Upgrade: websocket',
    ];
    await gateway.send('GET / HTTP/1.1', headers);
    const names = headers.map((line) => line.slice(0, line.indexOf(':')));
    expect(names.flatMap((name) => gateway.wiki.header(name))).toEqual(['close']);
  });

  test('an identity header cannot be dropped by naming it in Connection', async () => {
    gateway.authorizeAs('alice');
    await gateway.send('GET / HTTP/1.1', ['Connection: X-Wiki-Identity, X-Remote-User']);
    expect(gateway.wiki.header('X-Wiki-Identity')).toEqual(['jwt-of-alice']);
  });

  test('X-Forwarded-* become an element of Forwarded, after what the client claims', async () => {
    await gateway.send('GET / HTTP/1.1', [
      'X-Forwarded-For: 1.2.3.4',
      'X-Forwarded-Proto: https',
      'Forwarded: for=6.6.6.6',
    ]);
    expect(gateway.wiki.header('x-forwarded-for')).toEqual([]);
    expect(gateway.wiki.header('x-forwarded-proto')).toEqual([]);
    expect(gateway.wiki.header('forwarded')).toEqual([
      'for=6.6.6.6, for=127.0.0.1;host=wiki.example.localhost;proto=http',
    ]);
  });

  test('a body is passed with its length', async () => {
    await gateway.send('POST /Home HTTP/1.1', ['Content-Length: 5'], 'a=%FC');
    expect(gateway.wiki.header('content-length')).toEqual(['5']);
    expect(gateway.wiki.requests[0]).toMatch(/\r\n\r\na=%FC$/);
  });

  test.each(['POST', 'GET', 'DELETE'])('a chunked body of a %s stays delimited', async (method) => {
    await gateway.send(`${method} / HTTP/1.1`, ['Transfer-Encoding: chunked'], '3\r\nabc\r\n0\r\n\r\n');
    expect(gateway.wiki.header('transfer-encoding')).toEqual(['chunked']);
    await expect(eventually(() => gateway.wiki.requests[0]?.endsWith('3\r\nabc\r\n0\r\n\r\n'))).resolves.toBe(
      true,
    );
  });

  test('a POST without a body says so', async () => {
    await gateway.send('POST / HTTP/1.1');
    expect(gateway.wiki.header('content-length')).toEqual(['0']);
  });
});

describe('towards the client', () => {
  test('status, several Set-Cookie and a redirect come as they are', async () => {
    gateway.wiki.answer =
      'HTTP/1.1 302 Found\r\nSet-Cookie: a=1; Path=/\r\nSet-Cookie: b=2\r\nLocation: /ü%20+x\r\nContent-Length: 0\r\n\r\n';
    const answer = await gateway.send('GET / HTTP/1.1');
    expect(answer.status).toBe(302);
    expect(answer.headers).toEqual(
      expect.arrayContaining([
        ['set-cookie', 'a=1; Path=/'],
        ['set-cookie', 'b=2'],
        ['location', '/ü%20+x'],
      ]),
    );
  });

  test('a body is passed byte for byte', async () => {
    gateway.wiki.answer = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\u0000\u00ff\u0080a';
    expect((await gateway.send('GET / HTTP/1.1')).body).toBe('\u0000\u00ff\u0080a');
  });

  test('a body is passed on while it is still being made', async () => {
    gateway.wiki.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab');
      setTimeout(() => socket.end('cd'), 50);
    };
    expect((await gateway.send('GET / HTTP/1.1')).body).toBe('abcd');
  });

  test.each(['HEAD / HTTP/1.1', 'OPTIONS /Home HTTP/1.1'])('%s is answered by the wiki', async (line) => {
    gateway.wiki.answer = 'HTTP/1.1 204 No Content\r\nX-From: wiki\r\n\r\n';
    expect((await gateway.send(line)).headers).toContainEqual(['x-from', 'wiki']);
  });
});

async function eventually(isTrue: () => boolean | undefined): Promise<boolean> {
  for (let i = 0; i < 100 && !isTrue(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  return isTrue() === true;
}
