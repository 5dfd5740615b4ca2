/** Asks expire to count instead of pruning. */
export interface DryRun {
  readonly dryRun: true;
}

/**
 * Whether a run is only to count. Exactly `{"dryRun": true}` asks for that, which nothing but an operator sends: the
 * schedule's event has other fields, and a run that was to prune must never be taken for one that was not.
 */
export function isDryRun(event: unknown): event is DryRun {
  if (typeof event !== 'object' || event === null) return false;
  const fields = Object.entries(event);
  return fields.length === 1 && fields[0]?.[0] === 'dryRun' && fields[0][1] === true;
}
