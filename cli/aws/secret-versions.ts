import { askAws } from './aws-call.ts';
import { type AwsSettings, clientSettings } from './aws-settings.ts';

/** The two versions of a secret that a rotation leaves readable. */
export type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

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

  async #read(stage: Stage): Promise<string | undefined> {
    const { GetSecretValueCommand, SecretsManagerClient } = await import('@aws-sdk/client-secrets-manager');
    const client = new SecretsManagerClient(clientSettings(this.#aws));
    const command = new GetSecretValueCommand({ SecretId: this.arn, VersionStage: stage });
    try {
      return await askAws(this.#asked('secretsmanager:GetSecretValue'), async () => {
        try {
          return (await client.send(command)).SecretString;
        } catch (error) {
          // Before the first rotation there is no previous version, and that is no fault.
          if (stage === 'AWSPREVIOUS' && (error as Error).name === 'ResourceNotFoundException')
            return undefined;
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
