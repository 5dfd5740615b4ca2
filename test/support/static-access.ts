import type { StoreAccess } from '../../functions/shared/sessions/store-access.ts';
import { parseStoreUrl } from '../../functions/shared/sessions/store-url.ts';

/** Access to a store whose URL never changes. */
export function staticAccess(url: string): StoreAccess {
  const endpoint = parseStoreUrl(url);
  return { endpoint: async () => endpoint, renew: async () => {} };
}
