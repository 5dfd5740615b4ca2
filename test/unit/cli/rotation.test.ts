import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { newSecret, readSecretFile, writeSecretFile } from '../../../cli/rotation/new-secret.ts';
import { choosePhases } from '../../../cli/rotation/phases.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import { parseAssertionKey } from '../../../functions/authorizer/identity-assertion.ts';
import { parseHookSecret } from '../../../functions/shared/hook/hook-secrets.ts';

const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-secret-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the phases of a rotation', () => {
  const someone = { canAsk: true } as Terminal;
  const nobody = { canAsk: false } as Terminal;
  test('are both done where somebody can be asked in between', () => {
    expect(choosePhases({}, someone)).toEqual({ begin: true, finish: true });
  });

  test.each([
    [{ yes: true }, someone],
    [{}, nobody],
  ])('have to be chosen with %j', (options, terminal) => {
    expect(() => choosePhases(options, terminal)).toThrow('--begin');
  });

  test('are what was chosen', () => {
    expect(choosePhases({ begin: true, yes: true }, nobody)).toEqual({ begin: true, finish: false });
    expect(choosePhases({ finish: true }, someone)).toEqual({ begin: false, finish: true });
  });
});

describe('a new secret', () => {
  test('is taken where it has to be', () => {
    expect(() => parseHookSecret(newSecret(44))).not.toThrow();
    expect(() => parseAssertionKey(newSecret(64))).not.toThrow();
    expect(newSecret(44)).not.toBe(newSecret(44));
  });

  test('goes to a file of its owner, and over no other', () => {
    const file = join(folder, 'secret');
    writeSecretFile(file, 'one');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(() => writeSecretFile(file, 'two')).toThrow('is there already');
    expect([readSecretFile(file), readFileSync(file, 'utf8')]).toEqual(['one', 'one\n']);
    expect(() => readSecretFile(join(folder, 'none'))).toThrow('ENOENT');
  });
});
