import { rawHttp } from '../../../support/raw-http.ts';

export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: [string, string][];
  body: string;
}

/** Sends these bytes (one character a byte) and reads the answer until the server closes the connection. */
export async function rawRequest(port: number, text: string): Promise<RawAnswer> {
  return parse(await rawHttp(port, text, 0));
}

function parse(text: string): RawAnswer {
  const split = text.indexOf('\r\n\r\n');
  const [line = '', ...fields] = text.slice(0, split).split('\r\n');
  return {
    status: Number(line.split(' ')[1]),
    headers: fields.map((field): [string, string] => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
    body: text.slice(split + 4),
  };
}
