import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import { BridgeFunctions } from './bridge-functions.ts';
import { hookSecret } from './bridge-secrets.ts';
import type { Config } from './config.ts';
import { ExpireSchedule } from './expire-schedule.ts';
import { HooksApi } from './hooks-api.ts';
import { SessionStore } from './session-store.ts';
import { WikiApi } from './wiki-api.ts';

/** The whole bridge. This class only wires constructs together; what each is stands in its own file. */
export class WikiSsoStack extends Stack {
  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id, { description: 'wiki-sso: log in to a site, and you are logged in to its wiki' });
    const functions = new BridgeFunctions(this, 'Functions', config);
    const store = new SessionStore(this, 'Store', config.store);
    for (const fn of functions.all) store.connect(fn);

    const secret = hookSecret(this);
    for (const hook of [functions.loginHook, functions.logoutHook]) {
      hook.lambda.addEnvironment(EnvName.hookSecretArn, secret.secretArn);
      secret.grantRead(hook.lambda);
    }
    const hooks = new HooksApi(this, 'Hooks', { login: functions.loginHook, logout: functions.logoutHook });
    const wikis = config.wikis.map((wiki) => new WikiApi(this, wiki.host, wiki, functions.authorizer));
    const policies = Object.fromEntries(wikis.map((wiki) => [wiki.api.apiId, wiki.policy]));
    functions.authorizer.lambda.addEnvironment(EnvName.wikis, this.toJsonString(policies));
    new ExpireSchedule(this, 'ExpireSchedule', functions.expire);

    this.#output('HooksUrl', hooks.url, 'Base URL of the hooks; /login and /logout follow');
    this.#output('HooksApiId', hooks.api.apiId, 'API id of the hooks');
    this.#output(
      'HookSecretName',
      secret.secretName,
      'Secret that signs the hooks: the site needs its value',
    );
    this.#output('HookSecretArn', secret.secretArn, 'ARN of the same secret');
    this.#output(
      'ExpireFunctionName',
      functions.expire.lambda.functionName,
      'Function that prunes the store',
    );
    for (const [i, wiki] of wikis.entries()) {
      const { host } = wiki.policy;
      this.#output(`Wiki${i}Url`, wiki.api.apiEndpoint, `Where ${host} is served`);
      this.#output(`Wiki${i}ApiId`, wiki.api.apiId, `API id of ${host}`);
      this.#output(
        `Wiki${i}AssertionSecretName`,
        wiki.assertionKey.secretName,
        `Key that ${host} verifies X-Wiki-Identity with`,
      );
      this.#output(`Wiki${i}AssertionSecretArn`, wiki.assertionKey.secretArn, 'ARN of the same secret');
    }
  }

  #output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}
