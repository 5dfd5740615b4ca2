import { hookPartsFromEnv } from '../shared/hook/hook-parts.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { createLoginHook } from './login-hook.ts';

/** `POST /hooks/login` on Lambda. */
export const handler = orKeepAwake(createLoginHook(hookPartsFromEnv(process.env)));
