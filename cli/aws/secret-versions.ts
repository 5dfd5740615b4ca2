import { askAws } from './aws-call.ts';
import { type AwsSettings, clientSettings } from './aws-settings.ts';

/** The two versions of a secret that a rotation leaves readable. */
export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

/** Of a hundred versions each: Secrets Manager keeps about as many. */
const MOST_PAGES = 3;

/** Reads and writes one secret in AWS Secrets Manager. Its value is never in an error. */
export class SecretVersions {
  readonly arn: string;
  readonly #aws: AwsSettings;

  /** @param arn or its name */
  constructor(aws: AwsSettings, arn: string) {
    this.arn = arn;
    // An ARN tells the region; a name is looked up in the environment's.
    const region = /^arn:[^:]+:secretsmanager:([^:]+):/.exec(arn)?.[1];
    this.#aws = { ...aws, ...(region !== undefined && { region }) };
  }

  /** @throws {AwsCallFailed} */
  async current(): Promise<string> {
    return (await this.#read('AWSCURRENT')) ?? '';
  }

  /** @returns undefined when there is no version before the current one @throws {AwsCallFailed} */
  async previous(): Promise<string | undefined> {
    return this.#read('AWSPREVIOUS');
  }

  /** Makes `value` the current version; what was current becomes the previous. @throws {AwsCallFailed} */
  async put(value: string): Promise<void> {
    const { PutSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    try {
      const command = new PutSecretValueCommand({ SecretId: this.arn, SecretString: value });
      await askAws(this.#asked('secretsmanager:PutSecretValue'), () => client.send(command));
    } finally {
      client.destroy();
    }
  }

  /** When the current version was stored, and the ids of those that have no stage any more, the newest first. @throws {AwsCallFailed} */
  async superseded(): Promise<{ currentSince: Date | undefined; versionIds: string[] }> {
    const { ListSecretVersionIdsCommand, SecretsManagerClient } = await import(
      '@aws-sdk/client-secrets-manager'
    );
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const asked = this.#asked('secretsmanager:ListSecretVersionIds');
    try {
      const versions = [];
      let NextToken: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const command = new ListSecretVersionIdsCommand({
          SecretId: this.arn,
          IncludeDeprecated: true,
          ...(NextToken && { NextToken }),
        });
        const answer = await askAws(asked, () => client.send(command));
        versions.push(...(answer.Versions ?? []));
        NextToken = answer.NextToken;
        if (NextToken === undefined) break;
      }
      versions.sort((a, b) => Number(b.CreatedDate ?? 0) - Number(a.CreatedDate ?? 0));
      return {
        currentSince: versions.find(({ VersionStages = [] }) => VersionStages.includes('AWSCURRENT'))
          ?.CreatedDate,
        versionIds: versions
          .filter(({ VersionStages = [] }) => VersionStages.length === 0)
          .map(({ VersionId = '' }) => VersionId),
      };
    } finally {
      client.destroy();
    }
  }

  /** @returns undefined when Secrets Manager keeps it no longer @throws {AwsCallFailed} */
  async version(versionId: string): Promise<string | undefined> {
    return this.#get({ VersionId: versionId }, true);
  }

  async #read(stage: Stage): Promise<string | undefined> {
    // Before the first rotation there is no previous version, and that is no fault.
    return this.#get({ VersionStage: stage }, stage === 'AWSPREVIOUS');
  }

  async #get(
    which: { VersionStage?: Stage; VersionId?: string },
    mayBeMissing: boolean,
  ): Promise<string | undefined> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const command = new GetSecretValueCommand({ SecretId: this.arn, ...which });
    try {
      return await askAws(this.#asked('secretsmanager:GetSecretValue'), async () => {
        try {
          return (await client.send(command)).SecretString;
        } catch (error) {
          if (mayBeMissing && (error as Error).name === 'ResourceNotFoundException') return undefined;
          throw error;
        }
      });
    } finally {
      client.destroy();
    }
  }

  #asked(right: string) {
    return {
      what: `the secret ${this.arn}`,
      needs: `${right} on it, and kms:Decrypt if it has a key of its own`,
    };
  }
}
