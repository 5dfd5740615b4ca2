import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  LambdaClient,
  ListFunctionsCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { AwsClient } from '../../../local/aws-client.ts';
import { endpoints } from './system-under-test.ts';
import { ENDPOINTS_VARIABLE } from './system-variables.ts';

/** The folder of the running instance. */
export const INSTANCE_DIR = dirname(process.env[ENDPOINTS_VARIABLE] ?? '');

/** What the wiki takes assertion keys from. */
export const KEYS_FILE = join(INSTANCE_DIR, 'wiki-assertion-keys');

const CLIENT_OPTIONS = {
  endpoint: endpoints.awsEndpointUrl,
  region: endpoints.awsRegion,
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};

/** An output of the deployed stack. */
export function stackOutput(name: string): string {
  const outputs = JSON.parse(readFileSync(join(INSTANCE_DIR, 'stack', 'outputs.json'), 'utf8'));
  return outputs[endpoints.stackName][name];
}

/** Where the wiki listens behind the gateway. */
export async function wikiOrigin(): Promise<string> {
  const aws = new AwsClient(Number(new URL(endpoints.awsEndpointUrl).port));
  const [integration] = await aws.httpApiItems<{ integrationUri: string }>(
    stackOutput('Wiki0ApiId'),
    'integrations',
  );
  return new URL(integration?.integrationUri ?? '').origin;
}

/** Does with the deployment what the runbook has an operator do, through the same API calls. */
export class Operator {
  readonly #secrets = new SecretsManagerClient(CLIENT_OPTIONS);
  readonly #lambda = new LambdaClient(CLIENT_OPTIONS);

  /** @returns the new secret's ARN */
  async createSecret(name: string, value: string): Promise<string> {
    const { ARN } = await this.#secrets.send(new CreateSecretCommand({ Name: name, SecretString: value }));
    return ARN ?? '';
  }

  async currentSecret(id: string): Promise<string> {
    const { SecretString } = await this.#secrets.send(new GetSecretValueCommand({ SecretId: id }));
    return SecretString ?? '';
  }

  async previousSecret(id: string): Promise<string> {
    const command = new GetSecretValueCommand({ SecretId: id, VersionStage: 'AWSPREVIOUS' });
    return (await this.#secrets.send(command)).SecretString ?? '';
  }

  /** Makes `value` the current version; what was current becomes the previous. */
  async rotate(id: string, value: string): Promise<void> {
    await this.#secrets.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
  }

  /** Makes `value` the only version that counts: as the previous one too, no rotation is left half-way. */
  async restore(id: string, value: string): Promise<void> {
    await this.rotate(id, value);
    await this.rotate(id, value);
  }

  /** Takes the label AWSPREVIOUS off the version that has it. */
  async dropPrevious(id: string): Promise<void> {
    const { VersionIdsToStages = {} } = await this.#secrets.send(new DescribeSecretCommand({ SecretId: id }));
    const previous = Object.entries(VersionIdsToStages).find(([, stages]) => stages.includes('AWSPREVIOUS'));
    if (previous === undefined) return;
    const label = { VersionStage: 'AWSPREVIOUS', RemoveFromVersionId: previous[0] };
    await this.#secrets.send(new UpdateSecretVersionStageCommand({ SecretId: id, ...label }));
  }

  /**
   * Gives a function new containers, whose caches are empty, by an update that changes nothing.
   * @param part of the function's name in the stack, such as `Authorizer`
   */
  async restart(part: string): Promise<void> {
    const { Functions = [] } = await this.#lambda.send(new ListFunctionsCommand({}));
    const found = Functions.find(({ FunctionName }) => FunctionName?.includes(part));
    if (!found?.FunctionName) throw new Error(`no function ${part} is deployed`);
    const { FunctionName, MemorySize } = found;
    await this.#lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, MemorySize }));
  }

  close(): void {
    this.#secrets.destroy();
    this.#lambda.destroy();
  }
}
