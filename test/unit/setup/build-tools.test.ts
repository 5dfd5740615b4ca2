import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { missingBuildTools } from '../../../local/setup/build-tools.mjs';

test('what the Lambda emulator cannot be built without is named, with the packages that bring it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-path-'));
  const add = (command: string, mode: number, output = '') => {
    writeFileSync(join(folder, command), `#!/bin/sh\necho ${output}\n`);
    chmodSync(join(folder, command), mode);
  };
  for (const command of ['go', 'make', 'xz']) add(command, 0o755, 'go1.21.0');
  add('cmake', 0o644);
  const path = `/nowhere:${folder}`;
  expect(missingBuildTools('linux', path)).toBe('cmake, g++ not found; on Debian: apt-get install cmake g++');
  for (const command of ['cmake', 'g++']) add(command, 0o755);
  expect(missingBuildTools('linux', path)).toBeUndefined();
  add('go', 0o755, 'go1.19.8');
  expect(missingBuildTools('linux', path)).toBe('expected go 1.21 or newer, got go1.19.8');
  rmSync(folder, { recursive: true, force: true });
});

test('the runtime client builds on no other system', () => {
  expect(missingBuildTools('darwin', '/usr/bin')).toMatch('Linux only');
});
