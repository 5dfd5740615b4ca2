import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import type { Deployment } from '../../../cli/deployment/deployment.ts';
import { lookAtOldHookSecrets } from '../../../cli/doctor/secrets.ts';

// AWS keeps values without a stage for a while and lists them on request; the emulator forgets them at once.

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function serve(answer: (body: string, header: (name: string) => string) => [number, object]) {
  const server = createServer(async (request, response) => {
    const [status, json] = answer(await text(request), (name) => String(request.headers[name]));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const secretOf = (letter: string) => letter.repeat(44);
type Version = [value: string, stages: string[]];

/** @param versions the newest first @param counting the secrets that the hooks accept */
async function deployment(versions: Version[], counting: string[], currentSeconds: number) {
  const secrets = await serve((body, header) => {
    const { VersionId, VersionStage, IncludeDeprecated } = JSON.parse(body);
    if (header('x-amz-target').endsWith('ListSecretVersionIds')) {
      const listed = versions.map(([, VersionStages], i) => ({
        VersionId: String(i),
        VersionStages,
        CreatedDate: currentSeconds - i,
      }));
      // Oldest first: no order is promised.
      return [
        200,
        { Versions: listed.filter((it) => IncludeDeprecated || it.VersionStages.length).reverse() },
      ];
    }
    const found =
      VersionId === undefined
        ? versions.find(([, stages]) => stages.includes(VersionStage))
        : versions[Number(VersionId)];
    return found === undefined
      ? [400, { __type: 'ResourceNotFoundException' }]
      : [200, { SecretString: found[0] }];
  });
  const hooks = await serve((body, header) => {
    const headers = Object.fromEntries(
      ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => [name, header(name)]),
    );
    const isTaken = counting.some((secret) => {
      try {
        return new Webhook(secret).verify(body, headers) !== undefined;
      } catch {
        return false;
      }
    });
    return isTaken ? [200, {}] : [401, { error: { code: 'invalid_signature', message: '' } }];
  });
  return {
    aws: { endpoint: secrets, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } },
    hookSecretArn: 'arn:aws:secretsmanager:eu-west-1:0:secret:hook',
    hooksUrl: new URL(`${hooks}/hooks`),
  } as unknown as Deployment;
}

const now = () => Date.now() / 1000;
const CURRENT: Version = [secretOf('n'), ['AWSCURRENT']];
const SAME: Version = [secretOf('n'), ['AWSPREVIOUS']];
const OLD: Version = [secretOf('o'), []];
const OLDER: Version = [secretOf('p'), []];

test.each<[what: string, versions: Version[], counting: string[], age: number, level: string, seen: string]>([
  ['refused', [CURRENT, SAME, OLD], [secretOf('n')], 3600, 'ok', 'the latest dropped one is refused'],
  ['two, both refused', [CURRENT, SAME, OLD, OLDER], [secretOf('n')], 3600, 'ok', 'of 2 dropped ones all'],
  ['just dropped', [CURRENT, SAME, OLD], [secretOf('n'), secretOf('o')], 60, 'warn', 'still counts'],
  ['long dropped', [CURRENT, SAME, OLD], [secretOf('n'), secretOf('o')], 3600, 'fail', 'still counts'],
  [
    'an older one',
    [CURRENT, SAME, OLD, OLDER],
    [secretOf('n'), secretOf('p')],
    3600,
    'fail',
    '1 still count',
  ],
  ['back in use', [[secretOf('o'), ['AWSCURRENT']], OLD], [secretOf('o')], 3600, 'n/a', 'no earlier one'],
  ['in a rotation', [CURRENT, [secretOf('o'), ['AWSPREVIOUS']]], [], 60, 'n/a', 'no earlier one'],
  ['no hook secret', [CURRENT, SAME, ['short', []]], [secretOf('n')], 3600, 'n/a', 'no earlier one'],
])('an old hook secret, %s', async (_, versions, counting, age, level, seen) => {
  const findings = await lookAtOldHookSecrets(await deployment(versions, counting, now() - age));
  expect(findings).toEqual([expect.objectContaining({ level, seen: expect.stringContaining(seen) })]);
  expect(JSON.stringify(findings)).not.toContain('ooo');
});
