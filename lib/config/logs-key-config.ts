/** The setting that chooses the KMS key of the logs. */

import { KMS_KEY_ARN } from './aws-patterns.ts';
import type { ContextReader } from './context-reader.ts';

/** The word for a key that the stack makes. */
export const NEW_KEY = 'new';

/** Reads `logsKmsKey`: `NEW_KEY`, a key's ARN, or undefined. */
export function readLogsKey(context: ContextReader): string | undefined {
  const pattern = new RegExp(`^${NEW_KEY}$|${KMS_KEY_ARN.source}`);
  return context.optionalText('logsKmsKey', pattern, `"${NEW_KEY}", or a KMS key's ARN`);
}
