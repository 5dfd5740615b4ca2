import { rmSync } from 'node:fs';
import { ARTIFACTS } from './support/artifacts.ts';
import { PrivateSystem } from './support/private-system.ts';
import { ENDPOINTS_VARIABLE, SWITCH_VARIABLE } from './support/system-variables.ts';

declare global {
  var privateSystem: PrivateSystem | undefined;
}

/** Starts the one system that all tests of this layer use. */
export default async function startEverything(): Promise<void> {
  rmSync(ARTIFACTS, { recursive: true, force: true });
  const system = await PrivateSystem.start();
  globalThis.privateSystem = system;
  process.env[ENDPOINTS_VARIABLE] = system.endpointsFile;
  process.env[SWITCH_VARIABLE] = system.storeSwitch.controlUrl;
}
