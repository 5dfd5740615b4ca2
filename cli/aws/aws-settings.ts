/** What every AWS client is made with; what is left out comes from the environment, as with AWS's own tools. */
export interface AwsSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Limits for calls that an operator waits for, milliseconds. */
const CALL_LIMITS = { connectionTimeout: 5000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** The settings of a client for short calls. */
export function clientSettings(aws: AwsSettings) {
  return { ...aws, maxAttempts: 2, requestHandler: CALL_LIMITS };
}
