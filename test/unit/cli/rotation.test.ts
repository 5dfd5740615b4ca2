import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { newSecret, readSecretFile, writeSecretFile } from '../../../cli/rotation/new-secret.ts';
import { choosePhases } from '../../../cli/rotation/phases.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import { parseAssertionKey } from '../../../functions/authorizer/identity-assertion.ts';
import { parseHookSecret } from '../../../functions/shared/hook/hook-signature.ts';

const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the phases of a rotation', () => {
  const attended = { canAsk: true } as Terminal;
  const unattended = { canAsk: false } as Terminal;
  test('both run on a terminal, which can ask between them', () => {
    expect(choosePhases({}, attended)).toEqual({ begin: true, finish: true });
  });

  test.each([
    [{ yes: true }, attended],
    [{}, unattended],
  ])('must be chosen with %j', (options, terminal) => {
    expect(() => choosePhases(options, terminal)).toThrow('--begin');
  });

  test('are the chosen ones', () => {
    expect(choosePhases({ begin: true, yes: true }, unattended)).toEqual({ begin: true, finish: false });
    expect(choosePhases({ finish: true }, attended)).toEqual({ begin: false, finish: true });
  });
});

describe('a new secret', () => {
  test('is a valid hook secret or assertion key', () => {
    expect(() => parseHookSecret(newSecret(44))).not.toThrow();
    expect(() => parseAssertionKey(newSecret(64))).not.toThrow();
    expect(newSecret(44)).not.toBe(newSecret(44));
  });

  test('goes to a new file that only its owner can read', () => {
    const file = join(folder, 'secret');
    writeSecretFile(file, 'one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => writeSecretFile(file, 'two')).toThrow('exists already');
    expect([readSecretFile(file), readFileSync(file, 'utf8')]).toEqual(['one', 'one\n']);
    expect(() => readSecretFile(join(folder, 'none'))).toThrow('ENOENT');
  });
});
