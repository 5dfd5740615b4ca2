// Doctor: the TLS certificate of an address.

import { connect } from 'node:tls';
import { type Finding, findingsOn } from './finding.ts';

const finding = findingsOn('certificate');
const DAY_MS = 86_400_000;
/** AWS renews its own certificates 60 days ahead, so fewer days mean a stuck renewal. It renews no imported one. */
const WARN_DAYS = 30;
const LIMIT_MS = 10_000;

/** A server's certificate and TLS version, from a handshake. */
export interface ServerCertificate {
  readonly protocol: string | null;
  /** Why the certificate is not trusted; undefined if it is. */
  readonly problem: string | undefined;
  readonly validTo: Date;
  readonly names: string;
}

/** The certificate and the TLS version of one address. */
export async function lookAtCertificate(url: URL): Promise<Finding[]> {
  if (url.protocol !== 'https:') return [finding('n/a', `${url.host} is served without TLS here`)];
  return [judgeCertificate(url.hostname, await readServerCertificate(url), new Date())];
}

/** Judges a certificate by its trust and its remaining days. */
export function judgeCertificate(
  host: string,
  { protocol, problem, validTo, names }: ServerCertificate,
  now: Date,
): Finding {
  if (problem !== undefined)
    return finding(
      'fail',
      `${host}: ${problem} (it is for ${names})`,
      'set certificateArn to a certificate for all hosts, or hostedZone to get one',
    );
  const days = Math.floor((validTo.getTime() - now.getTime()) / DAY_MS);
  const seen = `${host}: ${protocol}, valid for ${days} days, for ${names}`;
  return days < WARN_DAYS
    ? finding('warn', seen, 'see in AWS Certificate Manager why it is not renewed')
    : finding('ok', seen);
}

function readServerCertificate(url: URL): Promise<ServerCertificate> {
  return new Promise((resolve, reject) => {
    const port = Number(url.port || 443);
    const socket = connect({ host: url.hostname, port, servername: url.hostname, rejectUnauthorized: false });
    const timer = setTimeout(
      () => socket.destroy(new Error(`${url.host}: no TLS within ${LIMIT_MS / 1000} s`)),
      LIMIT_MS,
    );
    socket.once('close', () => clearTimeout(timer));
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const { valid_to, subjectaltname = '' } = socket.getPeerCertificate();
      resolve({
        protocol: socket.getProtocol(),
        problem: socket.authorized ? undefined : String(socket.authorizationError),
        validTo: new Date(valid_to),
        names: subjectaltname.replaceAll('DNS:', ''),
      });
      socket.end();
    });
  });
}
