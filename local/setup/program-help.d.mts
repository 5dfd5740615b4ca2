export function programHelp(file: string): { readonly help?: string; readonly usage: string };
