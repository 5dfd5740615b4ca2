/** Access to a store whose URL never changes. */

import type { StoreAccess } from '../functions/shared/store/store-access.ts';
import { parseStoreUrl } from '../functions/shared/store/store-url.ts';

export function staticAccess(url: string): StoreAccess {
  const endpoint = parseStoreUrl(url);
  return { endpoint: async () => endpoint, renew: async () => {} };
}
