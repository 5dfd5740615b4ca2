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
import { startWiki } from './wiki.ts';

const DEMO = { demoUser: 'alice', demoPassword: 'wonderland' };
const COOKIE_NAME = 'wiki_sso';
const ISSUER = 'wiki-sso';

/** Everything that `npm start` runs, as one thing to start and to stop. */
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

  /** Resolves to the reason when a part is gone. */
  get crashed(): Promise<string> {
    return this.#supervisor.crashed;
  }

  /** Whether there is something to stop. */
  get hasParts(): boolean {
    return this.#gateway !== undefined || this.#supervisor.hasParts;
  }

  /** Starts one part after the other; on a failure the caller stops the rest. */
  async start(): Promise<Endpoints> {
    this.#unlock = lockDataDir(this.#dir);
    const ports = await claimPorts(this.#options);
    this.#prepareFolders();
    await this.#startStoreAndAws(ports);
    const aws = new AwsClient(ports.aws);
    const outputs = await this.#deploy(ports, aws);
    const endpoints = await this.#endpoints(ports, aws, outputs);
    await this.#startSiteAndWiki(ports, aws, outputs, endpoints);
    await this.#progress.step('First hooks and first page', () => firstRequests(endpoints));
    writeEndpoints(this.#dir.endpointsFile, endpoints);
    return endpoints;
  }

  async stop(): Promise<void> {
    // Whoever never got the folder has nothing to clear away in it.
    if (this.#unlock) removeEndpoints(this.#dir.endpointsFile);
    await Promise.all([this.#gateway?.close(), this.#supervisor.stopAll()]);
    if (this.#unlock) rmSync(this.#dir.tmp, { recursive: true, force: true });
    this.#unlock?.();
  }

  #prepareFolders(): void {
    removeEndpoints(this.#dir.endpointsFile);
    rmSync(this.#dir.tmp, { recursive: true, force: true });
    for (const folder of [this.#dir.tmp, this.#dir.site, this.#dir.wiki])
      mkdirSync(folder, { recursive: true });
  }

  async #startStoreAndAws(ports: Ports): Promise<void> {
    const { start } = this.#supervisor;
    const parts = await Promise.all([
      this.#progress.step('Valkey, the store', () => startValkey(start, ports.store, this.#dir.tmp)),
      this.#progress.step('AWS emulator', () => startAwsEmulator(start, ports.aws, this.#dir.tmp)),
    ]);
    for (const part of parts) this.#supervisor.keep(part);
  }

  async #deploy(ports: Ports, aws: AwsClient): Promise<StackOutputs> {
    const storePort = this.#options.functionsStorePort ?? ports.store;
    const storeUrlSecretArn = await aws.createSecret(
      'wiki-sso-store-url',
      `redis://${LOOPBACK}:${storePort}`,
    );
    const wiki = {
      host: this.#wikiHost,
      origin: `http://${LOOPBACK}:${ports.wikiOrigin}`,
      access: 'public',
    };
    const deployment = {
      awsPort: ports.aws,
      dir: this.#dir.stack,
      tmp: this.#dir.tmp,
      context: {
        store: 'url',
        storeUrlSecretArn,
        cookieDomain: this.#options.domain,
        wikis: JSON.stringify([wiki]),
      },
    };
    return deployStack(this.#supervisor.start, deployment, (title, work) => this.#progress.step(title, work));
  }

  async #endpoints(ports: Ports, aws: AwsClient, outputs: StackOutputs): Promise<Endpoints> {
    return {
      siteUrl: `http://www.${this.#options.domain}:${ports.site}`,
      wikiUrl: `http://${this.#wikiHost}:${ports.wiki}`,
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

  async #startSiteAndWiki(ports: Ports, aws: AwsClient, outputs: StackOutputs, endpoints: Endpoints) {
    const { start } = this.#supervisor;
    const { siteUrl, wikiUrl } = endpoints;
    const assertionKey = await aws.secretValue(output(outputs, 'Wiki0AssertionSecretArn'));
    const { siteHookSecretFile: hookSecretFile } = this.#dir;
    const site = { ...endpoints, hookSecretFile, dataDir: this.#dir.site, tmp: this.#dir.tmp };
    const wiki = {
      wikiUrl,
      siteUrl,
      port: ports.wikiOrigin,
      assertionKey,
      issuer: ISSUER,
      audience: this.#wikiHost,
      keysFile: join(this.#dir.root, 'wiki-assertion-keys'),
      dataDir: this.#dir.wiki,
      tmp: this.#dir.tmp,
    };
    const parts = await Promise.all([
      this.#progress.step('Django site', () => startSite(start, site)),
      this.#progress.step('MoinMoin wiki', () => startWiki(start, wiki)),
    ]);
    for (const part of parts) this.#supervisor.keep(part);
    this.#gateway = await Gateway.start({
      aws,
      apiId: output(outputs, 'Wiki0ApiId'),
      host: this.#wikiHost,
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

  get #wikiHost(): string {
    return `wiki.${this.#options.domain}`;
  }
}

function output(outputs: StackOutputs, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`the deployed stack has no output ${name}`);
  return value;
}
