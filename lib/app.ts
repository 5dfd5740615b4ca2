/** The CDK app: reads the configuration and makes the stack. */

import { App } from 'aws-cdk-lib';
import { CONFIG_FILE, CONFIG_FILE_VARIABLE, readConfigOf } from './config/config-file.ts';
import { InvalidConfig } from './config/context-reader.ts';
import { WikiSsoStack } from './wiki-sso-stack.ts';

const app = new App();
try {
  const config = readConfigOf(app.node.getAllContext(), process.env[CONFIG_FILE_VARIABLE] ?? CONFIG_FILE);
  new WikiSsoStack(app, config.deploymentName, config);
} catch (error) {
  if (!(error instanceof InvalidConfig)) throw error;
  // The operator needs the list, not a stack trace.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
