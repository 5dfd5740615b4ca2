/** Saves a large cookie set on disk, so that many stores start with the same data. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COOKIE_SET } from '../../functions/shared/sessions/store-keys.ts';
import { COOKIE_AGE_SECONDS } from '../../harness/bridge.ts';
import { ValkeyServer } from '../../harness/valkey-server.ts';
import { fillCookieSet, type Scores } from './member-set.ts';

/** A large cookie set on disk, from which several stores start with the same data. */
export class SavedSet {
  readonly #folder = mkdtempSync(join(tmpdir(), 'wiki-sso-scale-'));

  /** Writes the set: half of the members past their age, half live. */
  static async write(scores: Scores, members: number, say: (text: string) => void): Promise<SavedSet> {
    const saved = new SavedSet();
    const valkey = await saved.start();
    try {
      await fillCookieSet(valkey.port, members, { scores, ageSeconds: COOKIE_AGE_SECONDS }, (done) => {
        if (done % 2_000_000 === 0)
          say(`writing a set, ${scores} scores: ${done / 1e6} of ${members / 1e6} million`);
      });
      const written = await valkey.admin.zcard(COOKIE_SET);
      if (written !== members) throw new Error(`expected ${members} members in the set, got ${written}`);
      await valkey.admin.save();
    } finally {
      await valkey.stop();
    }
    return saved;
  }

  /** Starts a store with the set; the caller stops it. */
  start(): Promise<ValkeyServer> {
    return ValkeyServer.start('--dir', this.#folder, '--dbfilename', 'set.rdb');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
