/** `POST /hooks/login` on Lambda: wires the login hook up from the environment. */
import { hookDependenciesFromEnv } from '../shared/hook/hook-dependencies.ts';
import { orKeepAwake } from '../shared/runtime/keep-awake.ts';
import { createLoginHook } from './login-hook.ts';

export const handler = orKeepAwake(createLoginHook(hookDependenciesFromEnv(process.env)));
