import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

export interface Chromium {
  executablePath: string;
  /** What it needs in its environment beyond ours. */
  env: Record<string, string>;
}

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** CHROMIUM_PATH, else a browser of the system's or Playwright's own, else the one that `npm ci` brought. */
export async function findChromium(): Promise<Chromium> {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (existsSync(asked)) return { executablePath: asked, env: {} };
    throw new Error(`unable to start a browser; CHROMIUM_PATH names ${asked}, which does not exist; correct or unset it`);
  }
  const installed = [...SYSTEM, chromium.executablePath()].find((path) => path && existsSync(path));
  return installed ? { executablePath: installed, env: {} } : unpackChromium();
}

/**
 * The package's own unpacking goes to a fixed place in the temp folder, and a second process
 * takes a half-written file there for a browser. Here it happens aside and is then renamed.
 */
async function unpackChromium(): Promise<Chromium> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('unable to start a browser; the one in the dev dependencies is for Linux on x64; install Chrome or set CHROMIUM_PATH');
  }
  const packageRoot = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium')).replace(/build.*$/, '');
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const home = join(tmpdir(), `gametegra-chromium-${version}-${userInfo().uid}`);
  const executablePath = join(home, 'chromium');
  if (!existsSync(executablePath)) {
    // Something that tidies the temp folder took a part of it.
    rmSync(home, { recursive: true, force: true });
    await unpackInto(home);
  }
  // Our fonts come on top of the system's, if it has any.
  const env: Record<string, string> = { FONTCONFIG_FILE: join(home, 'fonts.conf') };
  // A bare machine lacks NSS, NSPR and expat; the package ships them for such.
  const linked = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  if (linked.status !== 0 || linked.stdout.includes('not found')) {
    env.LD_LIBRARY_PATH = [join(home, 'al2023', 'lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  return { executablePath, env };
}

async function unpackInto(home: string): Promise<void> {
  const aside = mkdtempSync(`${home}-`);
  try {
    await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'],
      {
        cwd: import.meta.dirname,
        // It unpacks into TMPDIR, and the libraries only where it believes to run on Amazon Linux.
        env: { ...process.env, TMPDIR: aside, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
      },
    );
    mkdirSync(join(aside, 'fonts-cache'), { recursive: true });
    writeFileSync(join(aside, 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>${join(home, 'fonts')}</dir>
  <cachedir>${join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`);
    renameSync(aside, home);
  } catch (error) {
    rmSync(aside, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(home)) throw error;
  }
}
