import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bridge } from './bridge.ts';
import type { Config } from './config/config.ts';

/** A stack that holds one bridge and nothing else: what `npx cdk deploy` here makes. */
export class WikiSsoStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, { description: 'wiki-sso: log in to a site, and you are logged in to its wiki' });
    // An id that logical ids pass over.
    new Bridge(this, 'Default', config).addOutputs();
  }
}
