import { AwsClient } from '../../../local/aws-client.ts';
import { Gateway } from '../../../local/gateway/gateway.ts';
import { claimPort } from '../../../local/ports.ts';
import { stackOutput } from './operator.ts';
import { endpoints } from './system-under-test.ts';

/** The deployed API as it is, but for its integration, which leads elsewhere. */
class ApiWithOtherOrigin extends AwsClient {
  readonly #originUri: string;

  constructor(originUri: string) {
    super(Number(new URL(endpoints.awsEndpointUrl).port));
    this.#originUri = originUri;
  }

  override async httpApiItems<T>(apiId: string, collection: string): Promise<T[]> {
    const items = await super.httpApiItems<T>(apiId, collection);
    if (collection !== 'integrations') return items;
    return items.map((item) => ({ ...item, integrationUri: this.#originUri }));
  }
}

/** A second gateway in front of the same deployed API and authorizer, with something else where the wiki is. */
export async function gatewayTo(originUri: string): Promise<{ gateway: Gateway; port: number }> {
  const port = await claimPort(0, 'a second gateway', '');
  const gateway = await Gateway.start({
    aws: new ApiWithOtherOrigin(originUri),
    apis: [{ apiId: stackOutput('Wiki0ApiId'), host: new URL(endpoints.wikiUrl).hostname }],
    siteUrl: endpoints.siteUrl,
    port,
    log: () => {},
  });
  return { gateway, port };
}
