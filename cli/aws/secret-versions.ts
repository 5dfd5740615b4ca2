// Reads and writes the versions of one secret in AWS Secrets Manager.

import { type AwsCall, type AwsSettings, clientSettings, readPages, withClient } from './aws-call.ts';

/** The two versions of a secret that stay readable after a rotation. */
export type VersionStage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** A page holds a hundred versions; Secrets Manager keeps about as many. */
const MAX_PAGES = 3;

/** One secret in AWS Secrets Manager. Its value is never in an error. */
export class SecretVersions {
  readonly arn: string;
  readonly #aws: AwsSettings;

  /** @param arn ARN or name of the secret */
  constructor(aws: AwsSettings, arn: string) {
    this.arn = arn;
    // An ARN names its region; a name is looked up in the region of the environment.
    const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(arn)?.[1];
    this.#aws = { ...aws, ...(region !== undefined && { region }) };
  }

  /** @throws {AwsCallError} */
  async current(): Promise<string> {
    return (await this.#get({ VersionStage: 'AWSCURRENT' }, false)) ?? '';
  }

  /** @returns undefined before the first rotation @throws {AwsCallError} */
  async previous(): Promise<string | undefined> {
    return this.#get({ VersionStage: 'AWSPREVIOUS' }, true);
  }

  /** @returns undefined if Secrets Manager has deleted that version @throws {AwsCallError} */
  async version(versionId: string): Promise<string | undefined> {
    return this.#get({ VersionId: versionId }, true);
  }

  /** Stores `value` as the current version; the current one becomes the previous one. @throws {AwsCallError} */
  async put(value: string): Promise<void> {
    const { PutSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const command = new PutSecretValueCommand({ SecretId: this.arn, SecretString: value });
    await withClient(client, this.#call('secretsmanager:PutSecretValue'), () => client.send(command));
  }

  /**
   * @returns when the current version was stored, and the ids of the versions without a stage, newest first
   * @throws {AwsCallError}
   */
  async superseded(): Promise<{ currentSince: Date | undefined; versionIds: string[] }> {
    const { ListSecretVersionIdsCommand, SecretsManagerClient } = await import(
      '@aws-sdk/client-secrets-manager'
    );
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const list = { SecretId: this.arn, IncludeDeprecated: true };
    const versions = await withClient(client, this.#call('secretsmanager:ListSecretVersionIds'), () =>
      readPages(MAX_PAGES, async (NextToken) => {
        const command = new ListSecretVersionIdsCommand({ ...list, ...(NextToken && { NextToken }) });
        const answer = await client.send(command);
        return { items: answer.Versions, nextToken: answer.NextToken };
      }),
    );
    versions.sort((a, b) => Number(b.CreatedDate ?? 0) - Number(a.CreatedDate ?? 0));
    return {
      currentSince: versions.find(({ VersionStages = [] }) => VersionStages.includes('AWSCURRENT'))
        ?.CreatedDate,
      versionIds: versions
        .filter(({ VersionStages = [] }) => VersionStages.length === 0)
        .map(({ VersionId = '' }) => VersionId),
    };
  }

  async #get(
    selector: { VersionStage: VersionStage } | { VersionId: string },
    mayBeMissing: boolean,
  ): Promise<string | undefined> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const command = new GetSecretValueCommand({ SecretId: this.arn, ...selector });
    return withClient(client, this.#call('secretsmanager:GetSecretValue'), async () => {
      try {
        return (await client.send(command)).SecretString;
      } catch (error) {
        if (mayBeMissing && (error as Error).name === 'ResourceNotFoundException') return undefined;
        throw error;
      }
    });
  }

  #call(permission: string): AwsCall {
    return {
      what: `the secret ${this.arn}`,
      needs: `${permission} on it, and kms:Decrypt if it has a key of its own`,
    };
  }
}
