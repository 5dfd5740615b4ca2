import { hookPartsFromEnv } from '../shared/hook/hook-parts.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { createLogoutHook } from './logout-hook.ts';

/** `POST /hooks/logout` on Lambda. */
export const handler = orKeepAwake(createLogoutHook(hookPartsFromEnv(process.env)));
