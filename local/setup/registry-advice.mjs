// Advice for a package registry that cannot be reached.

const UNREACHABLE =
  /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNRESET|NewConnectionError|NameResolutionError|ConnectTimeoutError|Failed to establish a new connection|Max retries exceeded|CERT_|certificate verify failed/;

/** @param command prints the registry's address @returns a function for `advice` of `runStep` */
export function registryAdvice(command) {
  return (output) =>
    UNREACHABLE.test(output)
      ? [
          '  The package registry cannot be reached.',
          `  Is this machine on line? Which registry is asked: ${command}`,
          '  Behind a proxy: set HTTPS_PROXY. Then start again; it goes on where it was.',
        ]
      : [];
}
