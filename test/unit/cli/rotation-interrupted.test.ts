import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { OperationError } from '../../../cli/cli-error.ts';
import { rotateAssertion } from '../../../cli/commands/rotate-assertion.ts';
import { rotateHook } from '../../../cli/commands/rotate-hook.ts';
import { readDeployment } from '../../../cli/deployment/deployment.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'wiki-sso-broken-off-'));
const terminal = { stopHint: '', canAsk: false, say: () => {}, confirm: async () => {} };
let secrets: Server;
/** The hint of a Ctrl-C while the new value was on its way. */
let hints: string[];

// Accepts a new value and closes the connection instead of answering.
beforeAll(async () => {
  secrets = createServer((request, response) => {
    request.resume().once('end', () => {
      if (!String(request.headers['x-amz-target']).endsWith('PutSecretValue'))
        return response.end(JSON.stringify({ SecretString: 'b'.repeat(44) }));
      hints.push(terminal.stopHint);
      return request.socket.destroy();
    });
  });
  await new Promise<void>((resolve) => secrets.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  hints = [];
  terminal.stopHint = '';
});
afterAll(async () => {
  secrets.closeAllConnections();
  await new Promise((resolve) => secrets.close(resolve));
  rmSync(folder, { recursive: true });
});

function deployment() {
  const { port } = secrets.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const aws = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials };
  const arn = (name: string) => `arn:aws:secretsmanager:eu-west-1:0:secret:${name}`;
  return readDeployment(
    { stackName: 'Intranet', isLocal: false, aws },
    {
      ...{ HooksUrl: 'http://127.0.0.1:9/hooks', HooksApiId: 'h', HookSecretArn: arn('hook') },
      ...{ ExpireFunctionName: 'e', ExpireLogGroupName: 'l', ExpireScheduleName: 's', AlarmTopicArn: 't' },
      ...{ AuthorizerFunctionName: 'a', CookieName: 'wiki_sso' },
      ...{ Wiki0Url: 'https://one.example.com', Wiki0ApiId: 'one', Wiki0AssertionSecretArn: arn('one') },
      ...{ Wiki1Url: 'https://two.example.com', Wiki1ApiId: 'two', Wiki1AssertionSecretArn: arn('two') },
    },
  );
}

function keyFile(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

const onTerminal = terminal as unknown as Terminal;

test('after an unanswered put, the error says that the new hook secret may be stored', async () => {
  const rotated = rotateHook(deployment(), onTerminal, { begin: true, yes: true });
  await expect(rotated).rejects.toThrow(OperationError);
  await expect(rotated).rejects.toThrow('wiki-sso doctor --stack Intranet');
  expect(hints[0]).toContain('may be stored');
});

test('after an unanswered put, the error says that the new assertion key may be in use', async () => {
  const file = keyFile('new-key', `${'k'.repeat(64)}\n`);
  const options = { finish: true, yes: true, file, wiki: 'two.example.com' };
  const rotated = rotateAssertion(deployment(), onTerminal, options);
  await expect(rotated).rejects.toThrow(OperationError);
  await expect(rotated).rejects.toThrow(`--finish --file ${file} --wiki two.example.com --stack Intranet`);
  expect(hints[0]).toContain('may have the new key');
});

test('the command of the second phase names the same wiki and stack', async () => {
  const file = join(folder, 'begun');
  const options = { begin: true, file, wiki: 'two.example.com' };
  const { text } = await rotateAssertion(deployment(), onTerminal, options);
  expect(text).toContain(
    `wiki-sso rotate assertion --finish --file ${file} --wiki two.example.com --stack Intranet\n`,
  );
});

test("a file of two keys, such as a wiki's own, is refused", async () => {
  const file = keyFile('both-keys', `${'n'.repeat(64)}\n${'o'.repeat(64)}\n`);
  const rotated = rotateAssertion(deployment(), onTerminal, { finish: true, yes: true, file });
  await expect(rotated).rejects.toThrow(`${file}: expected one line`);
  expect(hints).toEqual([]);
});
