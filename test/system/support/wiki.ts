import { htmlFields, unescapeHtml } from './html.ts';
import { endpoints } from './system-under-test.ts';
import type { Page, RequestOptions, Visitor } from './visitor.ts';

const { wikiUrl } = endpoints;
// Whoever is logged in has a link to their own page with this icon.
const USER = /rel="nofollow"[^>]*>\s*<i class="fa fa-user">.*?<span>(.*?)<\/span>/s;

/** The address of a page, from its title as people write it. */
export function pageUrl(title: string): URL {
  return new URL(`/${encodeURIComponent(title)}`, wikiUrl);
}

export function viewPage(visitor: Visitor, title = 'Home', options?: RequestOptions): Promise<Page> {
  return visitor.send(pageUrl(title), options);
}

/** The name that the wiki shows as logged in, or `undefined` for an anonymous page. */
export function nameAtWiki(page: Page): string | undefined {
  const name = USER.exec(page.text)?.[1];
  return name === undefined ? undefined : unescapeHtml(name);
}

/** The name that the wiki shows this visitor, on the page that everybody may read. */
export async function whoIs(visitor: Visitor, options?: RequestOptions): Promise<string | undefined> {
  const page = await viewPage(visitor, 'Home', options);
  if (page.status !== 200) throw new Error(`${page.url}: ${page.status} ${page.text.slice(0, 200)}`);
  return nameAtWiki(page);
}

/** Opens the editor. @returns the fields that its OK button would send */
export async function openEditor(visitor: Visitor, title: string): Promise<Record<string, string>> {
  return htmlFields((await visitor.get(editUrl(title))).text);
}

/** Presses OK in an editor that was opened before. @returns the answer itself; a saved page is a redirect */
export function save(
  visitor: Visitor,
  title: string,
  fields: Record<string, string>,
  text: string,
  options?: RequestOptions,
): Promise<Page> {
  const url = editUrl(title);
  return visitor.send(url, {
    method: 'POST',
    form: { ...fields, content_form_data_text: text },
    ...options,
    headers: { origin: url.origin, referer: url.href, ...options?.headers },
  });
}

/** Opens the editor and saves. */
export async function edit(visitor: Visitor, title: string, text: string, options?: RequestOptions) {
  return save(visitor, title, await openEditor(visitor, title), text, options);
}

/** The history of a page as text, newest first. */
export async function history(visitor: Visitor, title: string): Promise<string> {
  const url = new URL(`/+history/${encodeURIComponent(title)}`, wikiUrl);
  return unescapeHtml((await visitor.get(url)).text.replace(/<[^>]*>/g, ' ')).replace(/\s+/g, ' ');
}

function editUrl(title: string): URL {
  const url = new URL(`/+modify/${encodeURIComponent(title)}`, wikiUrl);
  url.search = new URLSearchParams({
    contenttype: 'text/x.moin.wiki;charset=utf-8',
    itemtype: 'default',
    template: '',
  }).toString();
  return url;
}
