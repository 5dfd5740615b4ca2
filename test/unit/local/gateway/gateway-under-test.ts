import { AwsClient } from '../../../../local/aws-client.ts';
import { Gateway } from '../../../../local/gateway/gateway.ts';
import { claimPort } from '../../../../local/ports.ts';
import { FakeAws } from './fake-aws.ts';
import { FakeWiki } from './fake-wiki.ts';
import { type RawAnswer, rawRequest } from './raw-request.ts';

/** A gateway between a fake AWS endpoint and a fake wiki, all on loopback. */
export class GatewayUnderTest {
  readonly aws: FakeAws;
  readonly wiki: FakeWiki;
  readonly log: string[] = [];
  port = 0;
  #gateway: Gateway | undefined;

  private constructor(aws: FakeAws, wiki: FakeWiki) {
    this.aws = aws;
    this.wiki = wiki;
  }

  static async prepare(): Promise<GatewayUnderTest> {
    const wiki = await FakeWiki.start();
    return new GatewayUnderTest(await FakeAws.start(wiki.url), wiki);
  }

  static async start(): Promise<GatewayUnderTest> {
    const prepared = await GatewayUnderTest.prepare();
    await prepared.open();
    return prepared;
  }

  /** Reads the API from the fake control plane and listens. */
  async open(authorizerLimitMs?: number): Promise<void> {
    this.port = await claimPort(0, '', '');
    this.#gateway = await Gateway.start({
      aws: new AwsClient(this.aws.port),
      apis: [{ apiId: 'api1', host: 'wiki.example.localhost' }],
      siteUrl: 'http://www.example.localhost:8000',
      port: this.port,
      log: (line) => this.log.push(line),
      ...(authorizerLimitMs === undefined ? {} : { authorizerLimitMs }),
    });
  }

  /** Lets everyone in under this name. */
  authorizeAs(username: string): void {
    this.aws.answer = {
      body: { isAuthorized: true, context: { username, assertion: `jwt-of-${username}` } },
    };
  }

  /** One request with these header lines; `Host` and `Connection: close` are added. */
  send(line: string, headers: string[] = [], body = ''): Promise<RawAnswer> {
    const all = [line, 'Host: wiki.example.localhost', 'Connection: close', ...headers];
    return this.sendRaw(`${all.join('\r\n')}\r\n\r\n${body}`);
  }

  sendRaw(text: string): Promise<RawAnswer> {
    return rawRequest(this.port, text);
  }

  async stop(): Promise<void> {
    await this.#gateway?.close();
    await this.aws.stop();
    await this.wiki.stop();
  }
}
