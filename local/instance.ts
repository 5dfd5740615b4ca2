/** Starts and stops everything that `npm start` runs. */

import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { AwsClient } from './aws-client.ts';
import { REGION, startAwsEmulator } from './aws-emulator.ts';
import { lockDataDir } from './data-dir-lock.ts';
import { deployStack, STACK_NAME, type StackOutputs } from './deploy.ts';
import { type Endpoints, removeEndpoints, writeEndpoints } from './endpoints.ts';
import { firstRequests } from './first-requests.ts';
import { Gateway } from './gateway/gateway.ts';
import { claimPorts, type Ports } from './instance-ports.ts';
import type { Options } from './options.mjs';
import { type DataDir, dataDir } from './paths.ts';
import { LOOPBACK } from './ports.ts';
import type { Progress } from './progress.mjs';
import { startSite } from './site.ts';
import { Supervisor } from './supervisor.ts';
import { startValkey } from './valkey.ts';
import { startWiki, writeKeys } from './wiki.ts';
import { planWikis, type Wiki } from './wikis.ts';

const DEMO = { demoUser: 'alice', demoPassword: 'wonderland' };
const COOKIE_NAME = 'wiki_sso';
const ISSUER = 'wiki-sso';

/** Everything that `npm start` runs. */
export class Instance {
  readonly #options: Options;
  readonly #progress: Progress;
  readonly #dir: DataDir;
  readonly #supervisor: Supervisor;
  #gateway: Gateway | undefined;
  #unlock: (() => void) | undefined;

  constructor(options: Options, progress: Progress) {
    this.#options = options;
    this.#progress = progress;
    this.#dir = dataDir(options.dataDir);
    this.#supervisor = new Supervisor(this.#dir, this.#onLine);
  }

  /** Resolves to the reason when a part ends unexpectedly. */
  get crashed(): Promise<string> {
    return this.#supervisor.crashed;
  }

  /** Whether any part runs. */
  get hasParts(): boolean {
    return this.#gateway !== undefined || this.#supervisor.hasParts;
  }

  /** Starts all parts. If this fails, the caller must call `stop`. */
  async start(): Promise<Endpoints> {
    this.#unlock = lockDataDir(this.#dir);
    const ports = await claimPorts(this.#options);
    this.#prepareFolders();
    await this.#startStoreAndAws(ports);
    const aws = new AwsClient(ports.aws);
    const wikis = planWikis(this.#options, ports, this.#dir);
    const outputs = await this.#deploy(ports, aws, wikis);
    const endpoints = await this.#endpoints(ports, aws, outputs, wikis);
    await this.#startSiteAndWikis(ports, aws, outputs, endpoints, wikis);
    await this.#progress.step('First hooks and first page', () => firstRequests(endpoints));
    writeEndpoints(this.#dir.endpointsFile, endpoints);
    return endpoints;
  }

  async stop(): Promise<void> {
    // Without the lock, the files in the folder belong to another instance.
    if (this.#unlock) removeEndpoints(this.#dir.endpointsFile);
    await Promise.all([this.#gateway?.close(), this.#supervisor.stopAll()]);
    if (this.#unlock) rmSync(this.#dir.tmp, { recursive: true, force: true });
    this.#unlock?.();
  }

  #prepareFolders(): void {
    removeEndpoints(this.#dir.endpointsFile);
    rmSync(this.#dir.tmp, { recursive: true, force: true });
    for (const folder of [this.#dir.tmp, this.#dir.site]) mkdirSync(folder, { recursive: true });
  }

  async #startStoreAndAws(ports: Ports): Promise<void> {
    const { start } = this.#supervisor;
    const parts = await Promise.all([
      this.#progress.step('Valkey, the store', () => startValkey(start, ports.store, this.#dir.tmp)),
      this.#progress.step('AWS emulator', () => startAwsEmulator(start, ports.aws, this.#dir.tmp)),
    ]);
    for (const part of parts) this.#supervisor.keep(part);
  }

  async #deploy(ports: Ports, aws: AwsClient, wikis: Wiki[]): Promise<StackOutputs> {
    const storePort = this.#options.functionsStorePort ?? ports.store;
    const storeUrlSecretArn = await aws.createSecret(
      'wiki-sso-store-url',
      `redis://${LOOPBACK}:${storePort}`,
    );
    const deployment = {
      awsPort: ports.aws,
      dir: this.#dir.stack,
      tmp: this.#dir.tmp,
      context: {
        store: 'url',
        storeUrlSecretArn,
        cookieDomain: this.#options.domain,
        wikis: JSON.stringify(wikis.map(({ host, origin, access }) => ({ host, origin, access }))),
      },
    };
    return deployStack(this.#supervisor.start, deployment, (title, work) => this.#progress.step(title, work));
  }

  async #endpoints(ports: Ports, aws: AwsClient, outputs: StackOutputs, wikis: Wiki[]): Promise<Endpoints> {
    return {
      siteUrl: `http://www.${this.#options.domain}:${ports.site}`,
      wikiUrl: wikis[0]?.url ?? '',
      ownWiki: this.#options.wikiOrigin !== undefined,
      wikis: wikis.map(({ url, access, origin, keysFile }) => ({
        url,
        access,
        origin,
        assertionKeysFile: keysFile,
      })),
      hooksUrl: `${aws.endpoint}/_aws/execute-api/${output(outputs, 'HooksApiId')}/$default/hooks`,
      redisUrl: `redis://${LOOPBACK}:${ports.store}`,
      cookieName: COOKIE_NAME,
      hookSecret: await aws.secretValue(output(outputs, 'HookSecretArn')),
      awsEndpointUrl: aws.endpoint,
      awsRegion: REGION,
      stackName: STACK_NAME,
      expireFunction: output(outputs, 'ExpireFunctionName'),
      ...DEMO,
    };
  }

  async #startSiteAndWikis(
    ports: Ports,
    aws: AwsClient,
    outputs: StackOutputs,
    endpoints: Endpoints,
    wikis: Wiki[],
  ): Promise<void> {
    const { start } = this.#supervisor;
    const { siteUrl } = endpoints;
    for (const [index, { keysFile }] of wikis.entries()) {
      writeKeys(keysFile, await aws.secretValue(output(outputs, `Wiki${index}AssertionSecretArn`)));
    }
    const { siteHookSecretFile: hookSecretFile } = this.#dir;
    const site = { ...endpoints, hookSecretFile, dataDir: this.#dir.site, tmp: this.#dir.tmp };
    const parts = await Promise.all([
      this.#progress.step('Django site', () => startSite(start, site)),
      ...wikis.map(({ port, ...wiki }, index) => {
        if (port === undefined) return undefined;
        const settings = { ...wiki, port, number: index + 1, siteUrl, issuer: ISSUER, tmp: this.#dir.tmp };
        const title = index === 0 ? 'MoinMoin wiki' : `MoinMoin wiki ${index + 1}`;
        return this.#progress.step(title, () => startWiki(start, settings));
      }),
    ]);
    for (const part of parts) if (part) this.#supervisor.keep(part);
    this.#gateway = await Gateway.start({
      aws,
      apis: wikis.map(({ host }, index) => ({ host, apiId: output(outputs, `Wiki${index}ApiId`) })),
      siteUrl,
      port: ports.wiki,
      log: this.#gatewayLog(),
    });
  }

  readonly #onLine = (part: string, line: string): void => {
    if (this.#options.verbose) this.#progress.log(part, line);
  };

  #gatewayLog(): (line: string) => void {
    const file = createWriteStream(join(this.#dir.logs, 'gateway.log'));
    return (line) => {
      file.write(`${new Date().toISOString()} ${line}\n`);
      this.#onLine('gateway', line);
    };
  }
}

function output(outputs: StackOutputs, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the deployed stack has no output ${name}`);
  return value;
}
