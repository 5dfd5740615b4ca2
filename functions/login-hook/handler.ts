import { hookPartsFromEnv } from '../shared/hook/hook-parts.ts';
import { createLoginHook } from './login-hook.ts';

/** `POST /hooks/login` on Lambda. */
export const handler = createLoginHook(hookPartsFromEnv(process.env));
