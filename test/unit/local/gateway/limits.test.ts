import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GatewayUnderTest } from './gateway-under-test.ts';

const MEGABYTE = 1024 * 1024;

let gateway: GatewayUnderTest;
beforeEach(async () => {
  gateway = await GatewayUnderTest.start();
});
afterEach(() => gateway.stop());

/** A request whose line and headers are `bytes` long. */
function headOf(bytes: number): Promise<{ status: number }> {
  const head = 'GET / HTTP/1.1\r\nHost: wiki.example.localhost\r\nConnection: close\r\nX-Fill: ';
  return gateway.sendRaw(`${head}${'x'.repeat(bytes - head.length - 2)}\r\n\r\n`);
}

describe('limits', () => {
  test('request line and headers may have 10,240 bytes', async () => {
    expect((await headOf(10_240)).status).toBe(200);
    expect((await headOf(10_241)).status).toBe(431);
    expect(gateway.aws.events).toHaveLength(1);
  });

  test('thousands of small headers are counted, not dropped', async () => {
    const many = Array.from({ length: 2020 }, () => 'a:1');
    const text = `GET / HTTP/1.1\r\nHost: wiki.example.localhost\r\n${many.join('\r\n')}\r\nConnection: close\r\n\r\n`;
    expect((await gateway.sendRaw(text)).status).toBe(431);
  });

  test('a payload announced over 10 MB is refused before anyone is asked', async () => {
    const { status } = await gateway.send('POST / HTTP/1.1', [`Content-Length: ${10 * MEGABYTE + 1}`], 'x');
    expect(status).toBe(413);
    expect(gateway.aws.events).toEqual([]);
  });

  test('a chunked payload over 10 MB is refused on the way', async () => {
    gateway.wiki.answer = undefined;
    const chunk = `${MEGABYTE.toString(16)}\r\n${'x'.repeat(MEGABYTE)}\r\n`;
    const { status } = await gateway.send(
      'POST / HTTP/1.1',
      ['Transfer-Encoding: chunked'],
      chunk.repeat(11),
    );
    expect(status).toBe(413);
  });

  test('an answer over 10 MB is a 500', async () => {
    gateway.wiki.answer = `HTTP/1.1 200 OK\r\nContent-Length: ${10 * MEGABYTE + 1}\r\n\r\n`;
    expect((await gateway.send('GET / HTTP/1.1')).status).toBe(500);
  });
});

describe('requests that are none for this API', () => {
  test.each([
    ['another host', 403, 'GET / HTTP/1.1\r\nHost: evil.example\r\n'],
    ['no host', 400, 'GET / HTTP/1.1\r\n'],
    ['two hosts', 400, 'GET / HTTP/1.1\r\nHost: wiki.example.localhost\r\nHost: wiki.example.localhost\r\n'],
    [
      'the absolute form',
      400,
      'GET http://wiki.example.localhost/ HTTP/1.1\r\nHost: wiki.example.localhost\r\n',
    ],
    ['an asterisk', 400, 'OPTIONS * HTTP/1.1\r\nHost: wiki.example.localhost\r\n'],
  ])('%s', async (_, status, head) => {
    expect((await gateway.sendRaw(`${head}Connection: close\r\n\r\n`)).status).toBe(status);
    expect(gateway.wiki.requests).toEqual([]);
  });

  test.each(['WIKI.Example.LOCALHOST', 'wiki.example.localhost.', 'wiki.example.localhost:8080'])(
    'the host may be written %s',
    async (host) => {
      const { status } = await gateway.sendRaw(
        `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
      );
      expect(status).toBe(200);
    },
  );
});

describe('a wiki that fails', () => {
  test('refusing connections is a 503', async () => {
    await gateway.wiki.stop();
    expect((await gateway.send('GET / HTTP/1.1')).status).toBe(503);
  });

  test('closing without an answer is a 502', async () => {
    gateway.wiki.answer = (socket) => socket.destroy();
    expect((await gateway.send('GET / HTTP/1.1')).status).toBe(502);
  });

  test('an answer that is not HTTP is a 502', async () => {
    gateway.wiki.answer = 'hello\r\n\r\n';
    expect((await gateway.send('GET / HTTP/1.1')).status).toBe(502);
  });

  test('an answer that breaks off breaks off for the client too', async () => {
    gateway.wiki.answer = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc');
      setTimeout(() => socket.destroy(), 20);
    };
    expect((await gateway.send('GET / HTTP/1.1')).body).toBe('abc');
  });

  test('taking longer than the integration may is a 504', async () => {
    const impatient = await GatewayUnderTest.prepare();
    impatient.aws.api.integration.timeoutInMillis = 100;
    impatient.wiki.answer = undefined;
    await impatient.open();
    expect((await impatient.send('GET / HTTP/1.1')).status).toBe(504);
    await impatient.stop();
  });

  test('nothing stays open when the client leaves', async () => {
    const client = connect(gateway.port, '127.0.0.1');
    const closed = new Promise<void>((resolve) => {
      gateway.wiki.answer = (socket) => {
        socket.once('close', () => resolve());
        client.destroy();
      };
    });
    client.write('GET / HTTP/1.1\r\nHost: wiki.example.localhost\r\n\r\n');
    await closed;
  });
});

describe('by another name of this machine', () => {
  test.each(['localhost', '127.0.0.1', '[::1]'])(
    '%s says where site and wiki are, and asks nobody',
    async (host) => {
      gateway.authorizeAs('alice');
      const { status, body } = await gateway.sendRaw(
        `GET /Home HTTP/1.1\r\nHost: ${host}:${gateway.port}\r\nConnection: close\r\n\r\n`,
      );
      expect(status).toBe(404);
      expect(body).toContain('href="http://www.example.localhost:8000/"');
      expect(body).toContain(`href="http://wiki.example.localhost:${gateway.port}/"`);
      expect(gateway.log.join()).not.toContain('not authorized');
    },
  );
});
