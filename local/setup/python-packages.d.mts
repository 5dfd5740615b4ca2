export function lockedBlock(lock: string, name: string): string;
