/** The whole bridge as one construct: connects the store, functions, APIs, schedules and alarms. */

import { Stack } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EnvName } from '../functions/shared/runtime/env-names.ts';
import { BridgeFunctions } from './bridge-functions.ts';
import { hookSecret, letRead } from './bridge-secrets.ts';
import type { Config } from './config/config.ts';
import { createSessionStore } from './create-session-store.ts';
import { type Address, CustomDomains } from './custom-domain.ts';
import { nameDeployment } from './deployment-name.ts';
import { ExpireSchedule } from './expire-schedule.ts';
import { HooksApi } from './hooks-api.ts';
import { KeepAwake } from './keep-awake.ts';
import { logsKey as logsKeyOf } from './logs-key.ts';
import { Monitoring } from './monitoring.ts';
import { acknowledgeExceptions } from './nag-exceptions.ts';
import { type Deployed, writeOutputs } from './stack-outputs.ts';
import { WikiApi } from './wiki-api.ts';

/** The whole bridge. This class only connects constructs; each has its own file. */
export class Bridge extends Construct {
  /** The API that the site's back end calls. */
  readonly hooks: HooksApi;
  readonly functions: BridgeFunctions;
  /** The secret that signs the hooks; the site needs its value. */
  readonly hookSecret: Secret;
  /** In the order of the configuration, each with its API and its assertion key. */
  readonly wikis: readonly WikiApi[];
  /** The topic that alarms are sent to. */
  readonly alarmTopic: Topic;
  readonly #deployed: Deployed;

  constructor(scope: Construct, id: string, config: Config) {
    super(scope, id);
    nameDeployment(this, config.deploymentName);
    const encryptionKey =
      config.kmsKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'Key', config.kmsKeyArn);
    const store = createSessionStore(this, config.store, encryptionKey);
    const logsKey = logsKeyOf(this, config.logsKmsKey);
    const functions = new BridgeFunctions(this, 'Functions', config, store.network, logsKey);
    for (const fn of functions.all) store.connect(fn);

    const secret = hookSecret(this, encryptionKey);
    for (const hook of [functions.loginHook, functions.logoutHook]) {
      hook.lambda.addEnvironment(EnvName.hookSecretArn, secret.secretArn);
      letRead(hook, secret.secretArn, encryptionKey);
    }
    const ofAnApi = { hasDomain: config.domains !== undefined, accessLogs: config.accessLogs, logsKey };
    const hooks = new HooksApi(this, 'Hooks', {
      login: functions.loginHook,
      logout: functions.logoutHook,
      requestsPerSecond: config.hooksPerSecond,
      ...ofAnApi,
    });
    const { authorizer } = functions;
    const wikis = config.wikis.map(
      (wiki) => new WikiApi(this, wiki.host, { wiki, authorizer, encryptionKey, ...ofAnApi }),
    );
    const policies = Object.fromEntries(wikis.map((wiki) => [wiki.api.apiId, wiki.policy]));
    authorizer.lambda.addEnvironment(EnvName.wikis, Stack.of(this).toJsonString(policies));
    const expireSchedule = new ExpireSchedule(this, 'ExpireSchedule', functions.expire);
    if (store.network !== undefined) {
      // Expire runs often enough.
      new KeepAwake(this, 'KeepAwake', [functions.loginHook, functions.logoutHook, authorizer]);
    }

    const { topic } = new Monitoring(this, 'Monitoring', {
      deployment: config.deploymentName,
      observability: config.observability,
      functions,
      apis: [hooks.api, ...wikis.map(({ api }) => api)],
      maxSessions: config.maxSessions,
      cache: store.limits,
      alarmEmail: config.alarmEmail,
      key: logsKey,
    });
    acknowledgeExceptions(this);

    const domains = config.domains && new CustomDomains(this, 'Domains', config.domains);
    this.#deployed = {
      hooks,
      hooksAddress: domains?.serve(domains.hooksHost, hooks.api, hooks.stage.stage) ?? ownAddress(hooks.api),
      hookSecret: secret,
      authorizer,
      expire: functions.expire,
      expireSchedule,
      cookieName: config.cookieName,
      alarmTopic: topic,
      wikis: wikis.map((wiki) => ({
        wiki,
        address: domains?.serve(wiki.policy.host, wiki.api, wiki.stage.stage) ?? ownAddress(wiki.api),
      })),
    };
    this.hooks = hooks;
    this.functions = functions;
    this.hookSecret = secret;
    this.wikis = wikis;
    this.alarmTopic = topic;
  }

  /** Writes the outputs of the stack, from which `npx wiki-sso` reads a deployment. Call it once for each stack. */
  addOutputs(): void {
    writeOutputs(Stack.of(this), this.#deployed);
  }
}

/** The address that API Gateway gives an API. */
function ownAddress(api: HttpApi): Address {
  return { url: api.apiEndpoint, dnsTarget: undefined };
}
