/** Runs cfn-lint on templates. */
import type { Finding } from './findings.ts';
import { runTool } from './run-tool.ts';
import type { TemplateFiles } from './template-files.ts';

interface Match {
  readonly Filename: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly (string | number)[] | null };
}

/** What cfn-lint finds. @param regions as its option takes them */
export async function cfnLint(files: TemplateFiles, regions: string): Promise<Finding[]> {
  const args = ['--format', 'json', '--regions', regions, '--', ...files.paths];
  const matches = JSON.parse((await runTool('.local/venv/bin/cfn-lint', args)) || '[]') as Match[];
  return matches.map(({ Filename, Message, Rule, Location }) => {
    const [section, id] = Location.Path ?? [];
    const place =
      section === 'Resources' && id !== undefined
        ? files.place(Filename, String(id))
        : { template: Filename, resource: String(Location.Path) };
    return { rule: Rule.Id, ...place, detail: Message };
  });
}
