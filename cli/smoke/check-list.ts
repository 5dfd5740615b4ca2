// The list of all smoke checks.

import type { Check } from './check.ts';
import { conflictingCookies, cookieSpellings } from './checks/cookie-spellings.ts';
import { forgedHeaders } from './checks/forged-headers.ts';
import { hostSpellings, pathTitles } from './checks/hosts-and-paths.ts';
import { loginAnswer } from './checks/login-answer.ts';
import { foreignName, freshCookie, sessionCookie, storeScripts } from './checks/login-variants.ts';
import { logoutEverywhere, logoutMember, replacedCookie } from './checks/logout.ts';
import { anonymousPage, brokenCookies, inventedCookie, severalCookies, userPage } from './checks/pages.ts';
import { pruning } from './checks/pruning.ts';
import { forgedSignature, mediaType, otherMethods, unsignedHook } from './checks/refused-hooks.ts';
import { badFields, misdirectedBody, replayedHook } from './checks/replayed-hook.ts';
import { smuggledHeaders } from './checks/smuggled-headers.ts';
import { defaultEndpoint, hsts, tls } from './checks/transport.ts';

/** All checks, in the order they run: if the first one fails, most others cannot pass. */
export const CHECKS: readonly Check[] = [
  loginAnswer,
  storeScripts,
  sessionCookie,
  freshCookie,
  foreignName,
  unsignedHook,
  forgedSignature,
  replayedHook,
  mediaType,
  otherMethods,
  badFields,
  misdirectedBody,
  userPage,
  anonymousPage,
  inventedCookie,
  brokenCookies,
  cookieSpellings,
  conflictingCookies,
  forgedHeaders,
  smuggledHeaders,
  hostSpellings,
  pathTitles,
  severalCookies,
  logoutMember,
  logoutEverywhere,
  replacedCookie,
  pruning,
  tls,
  hsts,
  defaultEndpoint,
];
