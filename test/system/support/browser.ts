import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { ROOT } from '../../../local/paths.ts';
import { ARTIFACTS } from './artifacts.ts';

const require = createRequire(import.meta.url);

/**
 * Starts Chromium: the npm package's, which needs nothing of the system, or the one that CHROMIUM_PATH names.
 * @param more arguments beside those that every test needs
 */
export async function startBrowser(more: readonly string[] = []): Promise<Browser> {
  const own = process.env.CHROMIUM_PATH;
  const folder = own ? undefined : unpackedBrowser();
  return chromium.launch({
    executablePath: own ?? join(folder ?? '', 'chromium'),
    // No sandbox: tests also run as root, where Chromium has none. They visit nothing but this machine.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none', ...more],
    ...(folder && {
      env: {
        ...process.env,
        LD_LIBRARY_PATH: join(folder, 'al2023', 'lib'),
        FONTCONFIG_FILE: fontsOf(folder),
      },
    }),
  });
}

/**
 * The package's own configuration looks for its fonts where Lambda would have them, and pages come out without a
 * letter. @returns the file of one that finds them, and the system's if there are any
 */
function fontsOf(folder: string): string {
  const file = join(folder, 'fonts-here.conf');
  const prefer = (generic: string, family: string) =>
    `<alias binding="same"><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  writeFileSync(
    file,
    `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${xml(join(folder, 'fonts', 'fonts'))}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${xml(join(folder, 'fonts-cache'))}</cachedir>
  ${prefer('sans-serif', 'Open Sans')}
  ${prefer('system-ui', 'Open Sans')}
  ${prefer('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`,
  );
  return file;
}

/** `text` as XML's content; the project's folder may have any name. */
function xml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Saves what the page shows as `<name>.png` among the run's artefacts. */
export async function screenshot(page: Page, name: string): Promise<void> {
  mkdirSync(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: true });
}

/** The folder with the unpacked browser, its libraries and fonts; unpacked once for each version of the package. */
function unpackedBrowser(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('the npm package has a Chromium for x86-64 Linux only: name another in CHROMIUM_PATH');
  }
  const packageFile = join(ROOT, 'node_modules', '@sparticuz', 'chromium', 'package.json');
  const { version } = require(packageFile) as { version: string };
  const folder = join(ROOT, '.local', 'browser', version);
  if (existsSync(folder)) return folder;
  mkdirSync(dirname(folder), { recursive: true });
  const partial = mkdtempSync(`${folder}-`);
  // The package unpacks into the temporary folder, and its libraries only where it believes to be on Lambda.
  const script = "import('@sparticuz/chromium').then(({ default: chromium }) => chromium.executablePath())";
  const { status, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, TMPDIR: partial, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`Chromium cannot be unpacked: ${stderr}`);
  try {
    renameSync(partial, folder);
  } catch {
    // Another run was faster.
    rmSync(partial, { recursive: true });
  }
  return folder;
}
