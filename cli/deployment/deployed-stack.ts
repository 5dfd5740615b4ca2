// Finds a deployed stack in the account and region of the environment.

import { AwsCallError, clientSettings, withClient } from '../aws/aws-call.ts';
import { SetupError } from '../cli-error.ts';
import { type Deployment, readDeployment } from './deployment.ts';

/** @throws {SetupError} if there is no such stack @throws {AwsCallError} */
export async function findDeployedStack(stackName: string): Promise<Deployment> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(clientSettings({}));
  const call = { what: `the stack ${stackName}`, needs: `cloudformation:DescribeStacks on ${stackName}` };
  const command = new DescribeStacksCommand({ StackName: stackName });
  const { Stacks = [] } = await withClient(client, call, () => client.send(command)).catch((error) => {
    throw error instanceof AwsCallError && error.fault === 'not-found'
      ? noSuchStack(stackName, error)
      : error;
  });
  const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
    OutputKey,
    OutputValue,
  ]);
  return readDeployment({ stackName, isLocal: false, aws: {} }, Object.fromEntries(outputs));
}

function noSuchStack(stackName: string, cause: AwsCallError): SetupError {
  return new SetupError(
    `the stack ${stackName}: there is none in this account and region (--stack NAME names another, --local uses the instance that npm start runs)`,
    { cause },
  );
}
