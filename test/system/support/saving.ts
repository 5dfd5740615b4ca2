import { type Page, type RequestOptions, Visitor } from './visitor.ts';
import { save, viewPage } from './wiki.ts';

/** The page that everybody may write, so that nothing but the bridge and the plugin can be what refuses. */
export const OPEN_PAGE = 'Sandbox';

/** What its editor sends besides the text. The editor itself is not opened: the wiki would lock the page for others. */
export const EDITOR = { meta_form_acl: 'All:read,write,create' };

let count = 0;

/** A text that was never saved before. */
export function freshText(): string {
  count += 1;
  return `text ${process.pid} ${Date.now()} ${count}`;
}

/** Whether the open page now shows a text. */
export async function isSaved(text: string): Promise<boolean> {
  return (await viewPage(new Visitor(), OPEN_PAGE)).text.includes(text);
}

/** Sends what the open page's editor would send. @returns the answer itself */
export function postText(visitor: Visitor, text: string, options?: RequestOptions): Promise<Page> {
  return save(visitor, OPEN_PAGE, EDITOR, text, options);
}

/** Tries to save on the open page. @returns the answer's status, and whether the text is there now */
export async function trySaving(
  visitor: Visitor,
  options?: RequestOptions,
): Promise<{ status: number; saved: boolean }> {
  const text = freshText();
  const { status } = await postText(visitor, text, options);
  return { status, saved: await isSaved(text) };
}

/** What `trySaving` says of a save that the gateway or the wiki refused. */
export const REFUSED = { status: 403, saved: false };

/** What it says of a save that went through. */
export const SAVED = { status: 302, saved: true };
