// Checks TLS, HSTS, and that API Gateway's default endpoints are closed.

import { type HttpAnswer, headerValues, sendRequest } from '../../http/http-request.ts';
import { NoAnswerError } from '../../http/no-answer-error.ts';
import { type Check, type CheckContext, must, NotApplicableError } from '../check.ts';

const LOCAL = 'an emulator on this machine has none';
const HALF_YEAR_SECONDS = 15_552_000;

export const tls: Check = {
  id: 'tls',
  title: 'TLS: 1.2 or later, and nothing without it',
  proves: 'Certificates are valid for their hosts, and port 80 serves no page.',
  async run(context) {
    const { target, browser, site } = context;
    if (target.isLocal) throw new NotApplicableError(LOCAL);
    const answers = [await browser.send('GET', target.echoPath), await site.sendUnsigned('login', '', [])];
    const versions = answers.map(({ tlsVersion }) => tlsVersion ?? 'no TLS');
    must(
      versions.every((version) => version === 'TLSv1.2' || version === 'TLSv1.3'),
      `wiki ${versions[0]}, hooks ${versions[1]}`,
    );
    for (const url of [target.wikiUrl, target.hooksUrl]) {
      const plain = await answerAt(context, new URL(url.pathname, `http://${url.hostname}`));
      must(
        plain === undefined || leadsToTls(plain),
        `http://${url.hostname}: expected no page, got ${plain?.status}`,
      );
    }
    return `wiki ${versions[0]}, hooks ${versions[1]}, port 80 closed or leads to 443`;
  },
};

export const hsts: Check = {
  id: 'hsts',
  title: 'TLS: browsers learn to insist on it',
  proves: 'Even the first request of a visit uses TLS.',
  async run({ target, browser }) {
    if (target.isLocal) throw new NotApplicableError(LOCAL);
    const [header] = headerValues(await browser.openEcho(), 'strict-transport-security');
    if (header === undefined)
      throw new NotApplicableError(
        'the wiki sends no Strict-Transport-Security; the cookie is Secure anyway',
      );
    const seconds = Number(/max-age="?(\d+)/i.exec(header)?.[1]);
    must(seconds >= HALF_YEAR_SECONDS, `expected a max-age of at least half a year, got ${header}`);
    return header;
  },
};

export const defaultEndpoint: Check = {
  id: 'default-endpoint',
  title: 'Gateway: serves nothing at its default endpoint',
  proves: 'The only way in is the host that assertions and cookies are for.',
  async run(context) {
    const { isLocal, wikiUrl, defaultEndpoints } = context.target;
    if (isLocal) throw new NotApplicableError(LOCAL);
    must(
      !wikiUrl.hostname.endsWith('.amazonaws.com'),
      'expected a wiki with a domain of its own, got the default endpoint',
    );
    if (defaultEndpoints.length === 0)
      throw new NotApplicableError('name it with --default-endpoint to check that it is closed');
    for (const url of defaultEndpoints) {
      const answer = await answerAt(context, url);
      must(
        answer === undefined || isClosed(answer),
        `${url.origin}: expected a closed endpoint, got ${answer?.status}`,
      );
    }
    return `closed, ${defaultEndpoints.length} of ${defaultEndpoints.length}`;
  },
};

/** The answer to a plain GET; undefined if there is none. */
async function answerAt({ target }: CheckContext, url: URL): Promise<HttpAnswer | undefined> {
  try {
    return await sendRequest({ method: 'GET', url, timeoutMs: target.requestTimeoutMs });
  } catch (error) {
    if (error instanceof NoAnswerError) return undefined;
    throw error;
  }
}

function leadsToTls(answer: HttpAnswer): boolean {
  const [location = ''] = headerValues(answer, 'location');
  return answer.status >= 300 && answer.status < 400 && location.startsWith('https:');
}

/** Whether the default endpoint is off: an HTTP API then answers with this body, unlike its authorizer or a wiki. */
function isClosed({ status, body }: HttpAnswer): boolean {
  return status === 404 && /^\s*\{\s*"message"\s*:\s*"Not Found"\s*\}\s*$/.test(body);
}
