/** `POST /hooks/logout` on Lambda: wires the logout hook up from the environment. */
import { hookDependenciesFromEnv } from '../shared/hook/hook-dependencies.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { createLogoutHook } from './logout-hook.ts';

export const handler = orKeepAwake(createLogoutHook(hookDependenciesFromEnv(process.env)));
