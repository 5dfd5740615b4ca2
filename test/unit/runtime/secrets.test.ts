import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SecretUnavailableError } from '../../../functions/shared/runtime/errors.ts';
import { cachedCurrentSecret, type ReadSecret } from '../../../functions/shared/runtime/secrets.ts';

/** What Secrets Manager answers in turn: a status and a JSON body, or nothing at all. */
type Answer = { status: number; body: object } | 'nothing';

const asked: unknown[] = [];
let answers: Answer[];
let server: Server;
let readSecret: ReadSecret;

beforeAll(async () => {
  server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      asked.push(JSON.parse(text));
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined || answer === 'nothing') return;
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(answer.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });
  // The client reads its settings when it is made.
  const { secretReader } = await import('../../../functions/shared/runtime/secrets.ts');
  readSecret = secretReader();
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const failure = (name: string): Answer => ({ status: 400, body: { __type: name, Message: 'hunter2' } });

describe('reading a secret', () => {
  test('gives the text of the version that is asked for', async () => {
    answers = [{ status: 200, body: { SecretString: 'words' } }];
    expect(await readSecret('arn:1', 'AWSPREVIOUS')).toBe('words');
    expect(asked).toEqual([{ SecretId: 'arn:1', VersionStage: 'AWSPREVIOUS' }]);
  });

  test('gives nothing for bytes that are no text', async () => {
    answers = [{ status: 200, body: { SecretBinary: 'AAAA' } }];
    expect(await readSecret('arn:1', 'AWSCURRENT')).toBeUndefined();
  });

  test('gives nothing for a previous version before the first rotation; a current one must be there', async () => {
    answers = [failure('ResourceNotFoundException')];
    expect(await readSecret('arn:1', 'AWSPREVIOUS')).toBeUndefined();
    await expect(readSecret('arn:1', 'AWSCURRENT')).rejects.toMatchObject({
      reason: 'ResourceNotFoundException',
    });
  });

  test('fails by the name of the error, without its words', async () => {
    answers = [failure('AccessDeniedException')];
    const error = await readSecret('arn:1', 'AWSPREVIOUS').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'secret_unavailable', reason: 'AccessDeniedException' });
    expect(`${error} ${JSON.stringify(error)}`).not.toContain('hunter2');
  });

  test('is tried again once when the service does not answer, and is given inside two seconds', async () => {
    answers = ['nothing', { status: 200, body: { SecretString: 'words' } }];
    const started = performance.now();
    expect(await readSecret('arn:1', 'AWSCURRENT')).toBe('words');
    expect(performance.now() - started).toBeLessThan(1900);
    expect(asked).toHaveLength(2);
  });
});

describe('a secret', () => {
  test('is the current version, parsed once', async () => {
    const asked: string[] = [];
    const secret = cachedCurrentSecret(
      'arn',
      (text) => ({ text }),
      async (arn, stage) => {
        asked.push(`${arn} ${stage}`);
        return 'words';
      },
    );
    const value = await secret.get();
    expect(value).toEqual({ text: 'words' });
    expect(await secret.get()).toBe(value);
    expect(asked).toEqual(['arn AWSCURRENT']);
  });

  test('without text is not available', async () => {
    await expect(cachedCurrentSecret('arn', String, async () => undefined).get()).rejects.toThrow(
      SecretUnavailableError,
    );
  });

  test('that cannot be parsed is not cached', async () => {
    let text = 'bad';
    const parse = (read: string) => {
      if (read === 'bad') throw new SecretUnavailableError('bad');
      return read;
    };
    const secret = cachedCurrentSecret('arn', parse, async () => text);
    await expect(secret.get()).rejects.toThrow(SecretUnavailableError);
    text = 'good';
    expect(await secret.get()).toBe('good');
  });
});
