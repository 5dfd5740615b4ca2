import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { awsEnvironment } from '../local/aws-emulator.ts';
import type { Endpoints } from '../local/endpoints.ts';
import { dataDir, ROOT } from '../local/paths.ts';
import { CannotBegin } from './cannot-begin.ts';

/** What smoke has to know of a running `npm start`. */
export interface LocalInstance {
  readonly wiki: URL;
  readonly hooks: URL;
  readonly secretId: string;
  readonly expireFunction: string;
  /** The variables that lead the AWS SDK to the emulator. */
  readonly awsEnvironment: Readonly<Record<string, string>>;
}

/** Finds what `npm start` runs with this `DATA_DIR`. @throws {CannotBegin} */
export function findLocalInstance(folder = process.env.DATA_DIR ?? '.local'): LocalInstance {
  const { root, endpointsFile, stack } = dataDir(resolve(ROOT, folder));
  try {
    const endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints;
    const outputs = JSON.parse(readFileSync(resolve(stack, 'outputs.json'), 'utf8'));
    return {
      wiki: new URL(endpoints.wikiUrl),
      hooks: new URL(endpoints.hooksUrl),
      secretId: outputs[endpoints.stackName].HookSecretArn,
      expireFunction: endpoints.expireFunction,
      awsEnvironment: awsEnvironment(Number(new URL(endpoints.awsEndpointUrl).port)),
    };
  } catch (cause) {
    throw new CannotBegin(`nothing runs in ${root}: start it with npm start, and wait until it is up`, {
      cause,
    });
  }
}
