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
      must(plain === undefined || leadsToTls(plain), `http://${url.hostname} answers ${plain?.status}`);
    }
    return `wiki ${versions[0]}, hooks ${versions[1]}, port 80 closed or leads to 443`;
  },
};

export const hsts: Check = {
  id: 'hsts',
  title: 'TLS: browsers are told to insist on it',
  proves: 'The first request of a visit cannot be made without TLS either.',
  async run({ target, browser }) {
    if (target.isLocal) throw new NotApplicableError(LOCAL);
    const [header] = headerValues(await browser.openEcho(), 'strict-transport-security');
    if (header === undefined)
      throw new NotApplicableError(
        'the wiki sends no Strict-Transport-Security; the cookie is Secure all the same',
      );
    const seconds = Number(/max-age="?(\d+)/i.exec(header)?.[1]);
    must(seconds >= HALF_YEAR_SECONDS, `${header} is shorter than half a year`);
    return header;
  },
};

export const defaultEndpoint: Check = {
  id: 'default-endpoint',
  title: 'Gateway: serves nothing at its default endpoint',
  proves: 'There is one way in, at the host that assertions and cookies are for.',
  async run(context) {
    const { isLocal, wikiUrl, defaultEndpoints } = context.target;
    if (isLocal) throw new NotApplicableError(LOCAL);
    must(!wikiUrl.hostname.endsWith('.amazonaws.com'), 'the wiki is served at the default endpoint itself');
    if (defaultEndpoints.length === 0)
      throw new NotApplicableError('name it by --default-endpoint to see that it is closed');
    for (const url of defaultEndpoints) {
      const answer = await answerAt(context, url);
      must(answer === undefined || isClosed(answer), `${url.origin} answers ${answer?.status}`);
    }
    return `closed, ${defaultEndpoints.length} of ${defaultEndpoints.length}`;
  },
};

/** The answer to a plain GET, or undefined where there is none. */
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

/** An HTTP API without a default endpoint says so in these words; its authorizer's 403, or a wiki's 404, does not. */
function isClosed({ status, body }: HttpAnswer): boolean {
  return status === 404 && /^\s*\{\s*"message"\s*:\s*"Not Found"\s*\}\s*$/.test(body);
}
