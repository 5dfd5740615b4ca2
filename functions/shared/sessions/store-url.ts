import { SecretUnavailable } from '../runtime/errors.ts';

/**
 * Checks the store's URL as it stands in its secret.
 * @throws SecretUnavailable that does not repeat the URL, which can hold a password
 */
export function parseStoreUrl(text: string): string {
  const url = text.trim();
  if (!/^rediss?:\/\//.test(url) || !URL.canParse(url)) {
    throw new SecretUnavailable('the store secret does not hold a redis:// or rediss:// URL');
  }
  return url;
}
