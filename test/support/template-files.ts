/** Writes templates to files, for tools that read nothing else. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Template } from './synth.ts';

/** Templates as files, for tools that take nothing else. */
export class TemplateFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'wiki-sso-templates-'));
  readonly paths: readonly string[];
  readonly #byFile: ReadonlyMap<string, { readonly name: string; readonly template: Template }>;

  constructor(templates: readonly { readonly name: string; readonly template: Template }[]) {
    this.#byFile = new Map(templates.map((each, i) => [`${i}.json`, each]));
    this.paths = [...this.#byFile].map(([file, { template }]) => {
      const path = join(this.folder, file);
      writeFileSync(path, JSON.stringify(template));
      return path;
    });
  }

  /**
   * What a tool's words about a file mean.
   * @param path of the file, as the tool writes it
   * @param logicalId of a resource in it
   * @throws Error when there is no such resource: then the tool's answer was read wrongly
   */
  place(path: string, logicalId: string): { template: string; resource: string } {
    const found = this.#byFile.get(basename(path));
    const type = found?.template.Resources[logicalId]?.Type;
    if (found === undefined || type === undefined) throw new Error(`no resource ${logicalId} in ${path}`);
    return { template: found.name, resource: `${type} ${logicalId}` };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
