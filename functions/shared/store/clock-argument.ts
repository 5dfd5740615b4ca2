/**
 * The function's clock as an argument of a script: epoch seconds. Scripts do not ask the store for the time, which
 * ElastiCache Serverless refuses.
 */
export function clockArgument(): string {
  return (Date.now() / 1000).toFixed(6);
}
