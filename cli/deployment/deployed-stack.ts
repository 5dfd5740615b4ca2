import { CannotBegin } from '../../smoke/cannot-begin.ts';
import { AwsCallFailed, askAws } from '../aws/aws-call.ts';
import { clientSettings } from '../aws/aws-settings.ts';
import { type Deployment, readDeployment } from './deployment.ts';

/** Finds a stack in the account and region of the environment. @throws {CannotBegin} @throws {AwsCallFailed} */
export async function findDeployedStack(stackName: string): Promise<Deployment> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(clientSettings({}));
  const asked = { what: `the stack ${stackName}`, needs: `cloudformation:DescribeStacks on ${stackName}` };
  try {
    const command = new DescribeStacksCommand({ StackName: stackName });
    const { Stacks = [] } = await askAws(asked, () => client.send(command));
    const outputs = (Stacks[0]?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [
      OutputKey,
      OutputValue,
    ]);
    return readDeployment({ stackName, isLocal: false, aws: {} }, Object.fromEntries(outputs));
  } catch (error) {
    if (!(error instanceof AwsCallFailed && error.fault === 'not-found')) throw error;
    throw new CannotBegin(
      `the stack ${stackName}: there is none in this account and region (--stack NAME names another, --local means what npm start runs)`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}
