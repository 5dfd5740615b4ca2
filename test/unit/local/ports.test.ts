import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { claimPort, PortForbiddenError, PortInUseError } from '../../../local/ports.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

function listen(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const other = createServer().once('error', reject);
    other.listen(0, host, () => resolve((other.address() as AddressInfo).port));
    server = other;
  });
}

describe('claimPort', () => {
  test('gives a free port for 0', async () => {
    expect(await claimPort(0, 'the site', '--site-port')).toBeGreaterThan(1023);
  });

  test('gives the port that was asked for when it is free', async () => {
    const port = await claimPort(0, '', '');
    expect(await claimPort(port, '', '')).toBe(port);
  });

  test('names a busy port, what it was for and the option', async () => {
    const port = await listen('127.0.0.1');
    const claim = claimPort(port, 'the site', '--site-port');
    await expect(claim).rejects.toThrow(PortInUseError);
    await expect(claim).rejects.toThrow(new RegExp(`${port} \\(for the site\\).*\n.*--site-port`));
  });

  test('names a port that only root may use, and one that everybody may', async () => {
    const forbidden = () => Promise.reject(Object.assign(new Error('listen EACCES'), { code: 'EACCES' }));
    const claim = claimPort(80, 'the site', '--site-port', forbidden);
    await expect(claim).rejects.toThrow(PortForbiddenError);
    await expect(claim).rejects.toThrow(/port 80 \(for the site\).*\n.*1024.*--site-port 8880/);
  });

  test('counts a port as busy that is only taken on ::1, where browsers would go as well', async () => {
    let port: number;
    try {
      port = await listen('::1');
    } catch {
      return; // This machine has no IPv6.
    }
    await expect(claimPort(port, 'the site', '--site-port')).rejects.toThrow(PortInUseError);
  });
});
