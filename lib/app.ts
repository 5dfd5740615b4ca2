import { App } from 'aws-cdk-lib';
import { readConfig } from './config/config.ts';
import { InvalidConfig } from './config/context-reader.ts';
import { WikiSsoStack } from './wiki-sso-stack.ts';

const app = new App();
try {
  const config = readConfig((key) => app.node.tryGetContext(key), Object.keys(app.node.getAllContext()));
  new WikiSsoStack(app, config.deploymentName, config);
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  // The operator needs the list, not a stack trace.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
