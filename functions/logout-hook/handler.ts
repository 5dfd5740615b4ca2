import { hookPartsFromEnv } from '../shared/hook/hook-parts.ts';
import { createLogoutHook } from './logout-hook.ts';

/** `POST /hooks/logout` on Lambda. */
export const handler = createLogoutHook(hookPartsFromEnv(process.env));
