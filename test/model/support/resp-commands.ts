/** One command as it goes over the wire: an array of bulk strings. */
export interface WireCommand {
  readonly name: string;
  readonly parts: readonly Buffer[];
}

/** Takes what a client sends apart into commands, however it is cut into pieces on the way. */
export class CommandReader {
  #unread: Buffer = Buffer.alloc(0);

  /** @returns the commands that are whole by now */
  read(chunk: Buffer): WireCommand[] {
    this.#unread = this.#unread.length === 0 ? chunk : Buffer.concat([this.#unread, chunk]);
    const commands: WireCommand[] = [];
    for (let next = this.#next(); next !== undefined; next = this.#next()) commands.push(next);
    return commands;
  }

  #next(): WireCommand | undefined {
    let at = 0;
    const number = (): number | undefined => {
      const end = this.#unread.indexOf('\r\n', at);
      if (end < 0) return undefined;
      const value = Number(this.#unread.toString('latin1', at + 1, end));
      at = end + 2;
      return value;
    };
    const count = number();
    if (count === undefined) return undefined;
    const parts: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const size = number();
      if (size === undefined || this.#unread.length < at + size + 2) return undefined;
      parts.push(this.#unread.subarray(at, at + size));
      at += size + 2;
    }
    this.#unread = this.#unread.subarray(at);
    return { name: parts[0]?.toString('latin1').toUpperCase() ?? '', parts };
  }
}

/** Writes a command as a client would send it. */
export function writeCommand(parts: readonly (Buffer | string)[]): Buffer {
  const pieces: Buffer[] = [Buffer.from(`*${parts.length}\r\n`)];
  for (const part of parts) {
    const bytes = Buffer.from(part);
    pieces.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(pieces);
}
