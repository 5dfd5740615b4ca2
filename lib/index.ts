/** The public API of the npm package; docs/configuration.md describes it under “In a CDK app of your own”. */

export { InvalidConfig } from './config/context-reader.ts';
export { type CacheProps, SessionStore, type UrlStoreProps, type VpcProps } from './session-store.ts';
export { type VpcOriginProps, WikiOrigin } from './wiki-origin.ts';
export {
  type DomainProps,
  type ProvisionedConcurrencyProps,
  type ReservedConcurrencyProps,
  type WikiProps,
  WikiSso,
  type WikiSsoProps,
} from './wiki-sso.ts';
