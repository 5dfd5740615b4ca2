// Finds the instance that `npm start` runs.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Endpoints } from '../../local/endpoints.ts';
import { dataDir, ROOT } from '../../local/paths.ts';
import { SetupError } from '../cli-error.ts';
import { type Deployment, readDeployment } from './deployment.ts';

/** @param folder the instance's data, by default `DATA_DIR` @throws {SetupError} */
export function findLocalInstance(folder = process.env.DATA_DIR ?? '.local'): Deployment {
  const { root, endpointsFile, siteHookSecretFile, stack } = dataDir(resolve(ROOT, folder));
  const { endpoints, outputs } = readFiles(root, endpointsFile, resolve(stack, 'outputs.json'));
  const { stackName, awsEndpointUrl, awsRegion, hooksUrl, siteUrl, wikiUrl } = endpoints;
  const source = {
    stackName,
    isLocal: true,
    // Nothing comes from the environment, so that no account of the user is ever called.
    aws: {
      endpoint: awsEndpointUrl,
      region: awsRegion,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    },
    site: { url: new URL(siteUrl), hookSecretFile: siteHookSecretFile, endpointsFile },
  };
  // The outputs have the emulator's addresses of the APIs; the local gateway has others.
  return readDeployment(source, { ...outputs[stackName], HooksUrl: hooksUrl, Wiki0Url: wikiUrl });
}

function readFiles(root: string, endpointsFile: string, outputsFile: string) {
  try {
    return {
      endpoints: JSON.parse(readFileSync(endpointsFile, 'utf8')) as Endpoints,
      outputs: JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<string, Record<string, string>>,
    };
  } catch (cause) {
    throw new SetupError(`nothing runs in ${root}: run npm start, and wait until it is up`, {
      cause,
    });
  }
}
