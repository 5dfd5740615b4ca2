import { expect, test } from '@jest/globals';
import { commandFor, DEFAULT_STACK } from '../../../cli/deployment/find-deployment.ts';

const deployed = (stackName: string) => ({ isLocal: false, stackName });

test('a command for later names the same deployment', () => {
  expect(commandFor(deployed(DEFAULT_STACK), 'rotate', 'hook', '--finish')).toBe(
    'wiki-sso rotate hook --finish',
  );
  expect(commandFor(deployed('Intranet'), 'status')).toBe('wiki-sso status --stack Intranet');
  expect(commandFor({ isLocal: true, stackName: DEFAULT_STACK }, 'status')).toBe('wiki-sso status --local');
});

test('a command for later can be pasted into a shell', () => {
  expect(commandFor(deployed(DEFAULT_STACK), '--file', "/tmp/Zoë's key")).toBe(
    "wiki-sso --file '/tmp/Zoë'\\''s key'",
  );
});
