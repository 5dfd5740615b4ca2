import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { signedHeaders } from '../../../harness/signed-hook.ts';
import { AwsClient } from '../../../local/aws-client.ts';
import { startAwsEmulator } from '../../../local/aws-emulator.ts';
import { type Deployment, deployStack, runCdk, STACK_NAME } from '../../../local/deploy.ts';
import { dataDir } from '../../../local/paths.ts';
import { claimPort } from '../../../local/ports.ts';
import { Supervisor } from '../../../local/supervisor.ts';
import { startValkey } from '../../../local/valkey.ts';

const SCENARIO_MS = 180_000;
const dir = dataDir(mkdtempSync(join(tmpdir(), 'wiki-sso-redeploy-')));
const supervisor = new Supervisor(dir, () => {});
let aws: AwsClient;
let deployment: Deployment;

beforeAll(async () => {
  mkdirSync(dir.tmp, { recursive: true });
  const [awsPort, storePort] = [await claimPort(0, 'AWS', ''), await claimPort(0, 'the store', '')];
  await startValkey(supervisor.start, storePort, dir.tmp);
  await startAwsEmulator(supervisor.start, awsPort, dir.tmp);
  aws = new AwsClient(awsPort);
  const storeUrlSecretArn = await aws.createSecret('store-url', `redis://127.0.0.1:${storePort}`);
  const wikis = JSON.stringify([{ host: 'wiki.example.com', origin: 'https://origin.example.net' }]);
  const context = { store: 'url', storeUrlSecretArn, cookieDomain: 'example.com', wikis };
  deployment = { awsPort, dir: dir.stack, tmp: dir.tmp, context };
}, SCENARIO_MS);

afterAll(async () => {
  await supervisor.stopAll();
  rmSync(dir.root, { recursive: true, force: true });
}, SCENARIO_MS);

/** Logs someone in through the deployed hook. @returns the status */
async function login(apiId: string, secret: string): Promise<number> {
  const body = JSON.stringify({ username: 'alice', email: 'alice@example.com' });
  const url = `${aws.endpoint}/_aws/execute-api/${apiId}/$default/hooks/login`;
  const response = await fetch(url, { method: 'POST', headers: signedHeaders(body, { secret }), body });
  return response.status;
}

test(
  'a stack that was destroyed is gone, and can be deployed again, with secrets of its own',
  async () => {
    const first = await deployStack(supervisor.start, deployment);
    const firstSecret = await aws.secretValue(first.HookSecretArn ?? '');
    expect(await login(first.HooksApiId ?? '', firstSecret)).toBe(200);

    await runCdk(supervisor.start, deployment, 'cdk-destroy', ['destroy', STACK_NAME, '--force']);
    expect(await login(first.HooksApiId ?? '', firstSecret)).not.toBe(200);

    const second = await deployStack(supervisor.start, deployment);
    const secondSecret = await aws.secretValue(second.HookSecretArn ?? '');
    expect(secondSecret).not.toBe(firstSecret);
    expect(await login(second.HooksApiId ?? '', secondSecret)).toBe(200);
    expect(await login(second.HooksApiId ?? '', firstSecret)).toBe(401);
  },
  SCENARIO_MS,
);
