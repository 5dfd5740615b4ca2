import { readFileSync } from 'node:fs';
import type { Endpoints } from '../../../local/endpoints.ts';
import type { StoreState } from './store-switch.ts';
import { ENDPOINTS_VARIABLE, SWITCH_VARIABLE } from './system-variables.ts';

/** The file that says where the running system is; beside it lie the data of its parts. */
export const endpointsFile = setting(ENDPOINTS_VARIABLE);
/** Where the running system is. */
export const endpoints: Endpoints = JSON.parse(readFileSync(endpointsFile, 'utf8'));

/** Takes the store away from the functions, or gives it back. */
export async function turnStore(state: StoreState): Promise<void> {
  await fetch(`${setting(SWITCH_VARIABLE)}/${state}`);
}

function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: run this through npm run test:system or test:operations`);
  return value;
}
