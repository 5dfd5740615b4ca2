/** Starts the AWS emulator and gives AWS clients the variables that lead to it. */

import { writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { Part } from './part.ts';
import type { PartStarter } from './part-starter.ts';
import { PYTHON, ROOT } from './paths.ts';
import { LOOPBACK } from './ports.ts';

export const REGION = 'us-east-1';
const READY_WITHIN_MS = 30_000;

/** The variables that point AWS clients at the emulator, and away from the user's own account. */
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

/** Starts the AWS emulator. It runs the Lambda functions as child processes on the Node.js of this process. */
export async function startAwsEmulator(start: PartStarter, port: number, tmp: string): Promise<Part> {
  // The emulator unpacks the functions below this folder. Without this file Node.js would find the project's package.json
  // and treat the bundles as ES modules, which they are not. On Lambda no package.json is above a bundle.
  writeFileSync(join(tmp, 'package.json'), '{}\n');
  const part = start({
    name: 'aws',
    command: PYTHON,
    args: ['-u', join(ROOT, 'local', 'aws_emulator.py')],
    cwd: tmp,
    env: {
      // The functions inherit this environment, so it contains nothing that AWS would not give them.
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
      // Otherwise it would look for containers to remove in the user's Docker.
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
