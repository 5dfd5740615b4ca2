import { expect, jest, test } from '@jest/globals';
import { HOOK_SECRET } from '../../harness/signed-hook.ts';
import { type Snippet, SnippetProgram, snippetsIn } from '../support/doc-snippets.ts';
import { bridge, hooks, useBridge } from '../support/use-bridge.ts';

// Runs the Python of README.md and of the operator's runbook, as pasted, with what stands before it on the reader's side.

// Each starts a Django with a database.
jest.setTimeout(60_000);

const pythonOf = (page: string) =>
  snippetsIn(page)
    .filter(({ language }) => language === 'python')
    .map((snippet) => ({ ...snippet, file: 'pasted.py' }));
const [connectSite, connectWiki, ...more] = pythonOf('README.md');
const RUNBOOK = pythonOf('docs/operator-runbook.md');

useBridge({ overHttp: true });

async function run(snippet: Snippet | undefined, driver: string): Promise<string> {
  const program = new SnippetProgram(snippet as Snippet, driver);
  const env = { HOOKS_URL: hooks.url, WIKI_SSO_HOOK_SECRET: HOOK_SECRET };
  const { ok, out, said } = await program.run([], { env }).finally(() => program.remove());
  expect({ ok, said }).toEqual({ ok: true, said });
  return out.trim();
}

const PASTED = 'exec(compile(open("pasted.py").read(), "pasted.py", "exec"))';
/** A small Django project, before the app is added to it. */
const PROJECT = `
import os
from django.conf import settings
from django.urls import include, path
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware"]
HOOKS_URL = os.environ["HOOKS_URL"]
urlpatterns = []
`;
const BEGIN = `
settings.configure(SECRET_KEY="x" * 50, ROOT_URLCONF="__main__", INSTALLED_APPS=INSTALLED_APPS, MIDDLEWARE=MIDDLEWARE, WIKI_SSO=WIKI_SSO,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, USE_TZ=True, LOGIN_URL="/login/")
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
`;

test('README: the lines for a Django site make one that passes every check of its own', async () => {
  // Its last line goes into a file of its own, which Django reads later.
  const driver = `${PROJECT}
pasted = open("pasted.py").read().splitlines()
of_urls = [line for line in pasted if line.endswith("# in urls.py")]
assert len(of_urls) == 1
exec("\\n".join(line for line in pasted if line not in of_urls))
${BEGIN}
exec(of_urls[0])
call_command("check", fail_level="ERROR")
call_command("wiki_sso_check")`;
  expect(await run(connectSite, driver)).toMatch(/./);
  expect(hooks.requests.length).toBeGreaterThan(0);
});

test('README: the line for a MoinMoin wiki makes an auth method', async () => {
  const driver = `
from types import SimpleNamespace
from moin_wiki_sso import WikiSso
# Stands in for the file of secrets, which is nowhere but on a server.
Path = lambda name: SimpleNamespace(read_text=lambda: "k" * 40)
${PASTED}
print(type(auth[0]).__name__, len(auth))`;
  expect(await run(connectWiki, driver)).toBe('WikiSso 1');
  expect(more).toEqual([]);
});

test('runbook: the lines to log people out from a Django shell do it', async () => {
  expect(RUNBOOK).toHaveLength(2);
  for (const [i, snippet] of RUNBOOK.entries()) {
    const { value } = await bridge.cookieOf('alice', 'alice@example.com');
    expect((await bridge.viewWith(value)).context?.username).toBe('alice');
    await run(
      snippet,
      `${PROJECT}
INSTALLED_APPS.append("django_wiki_sso")
MIDDLEWARE.append("django_wiki_sso.middleware.WikiSsoMiddleware")
WIKI_SSO = {"HOOKS_URL": HOOKS_URL, "HOOK_SECRET": os.environ["WIKI_SSO_HOOK_SECRET"], "WIKI_URLS": ["https://wiki.example.com"]}
${BEGIN}
from django.contrib.auth import get_user_model
get_user_model().objects.create_user("alice")
${PASTED}`,
    );
    expect({ i, now: (await bridge.viewWith(value)).context?.username }).toEqual({ i, now: '' });
  }
});
