/** Starts the AWS emulator and gives AWS clients the variables that lead to it. */

import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { PYTHON, ROOT } from './paths.ts';
import { LOOPBACK } from './ports.ts';

export const REGION = 'us-east-1';
const READY_WITHIN_MS = 30_000;

/** The variables that lead an AWS client to the emulator, and away from any account of the user's. */
export function awsEnvironment(port: number): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: `http://${LOOPBACK}:${port}`,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}

/** Starts the AWS emulator; the Lambda functions run as its children, on this very Node. */
export async function startAwsEmulator(start: PartStarter, port: number, tmp: string): Promise<Part> {
  // The functions are unpacked under here. On Lambda nothing lies above a bundle; here the project's package.json
  // does, and would have Node take the bundles for ES modules, which they are not.
  writeFileSync(join(tmp, 'package.json'), '{}\n');
  const part = start({
    name: 'aws',
    command: PYTHON,
    args: ['-u', join(ROOT, 'local', 'aws_emulator.py')],
    cwd: tmp,
    env: {
      // It hands its own environment on to the functions, so there is nothing in here that AWS would not give them.
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
      TMPDIR: tmp,
      HOME: tmp,
      LANG: 'C.UTF-8',
      BIND_HOST: LOOPBACK,
      GATEWAY_PORT: String(port),
      MINISTACK_REGION: REGION,
      S3_DATA_DIR: join(tmp, 's3'),
      // Listeners of services that this project does not use.
      IOT_MTLS_ENABLED: '0',
      SFTP_ENABLED: '0',
      // It would look for containers of its own to remove, on a Docker that is none of its business here.
      LAMBDA_EXECUTOR: 'local',
      DOCKER_HOST: 'unix:///nonexistent',
    },
  });
  await part.until(() => isHealthy(port), READY_WITHIN_MS);
  return part;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://${LOOPBACK}:${port}/_ministack/health`)).ok;
  } catch {
    return false;
  }
}
