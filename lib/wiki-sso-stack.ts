/** The stack that `npx cdk deploy` deploys: one bridge and its outputs. */

import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bridge } from './bridge.ts';
import type { Config } from './config/config.ts';

/** A stack with one bridge and nothing else. */
export class WikiSsoStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, { description: 'wiki-sso: log in to a site, and you are logged in to its wiki' });
    // CDK leaves the id `Default` out of logical ids.
    new Bridge(this, 'Default', config).addOutputs();
  }
}
