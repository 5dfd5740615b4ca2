/** The function's clock as an argument of a script: epoch seconds. Read anew for each attempt. */
export function clockArgument(): string {
  return (Date.now() / 1000).toFixed(6);
}
