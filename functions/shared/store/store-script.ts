import { hash } from 'node:crypto';
import type { StoreScript } from './session-store.ts';

/** Makes a script ready to be sent by its SHA-1. */
export function storeScript(lua: string): StoreScript {
  return { lua, sha1: hash('sha1', lua, 'hex') };
}
