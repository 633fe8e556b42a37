import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './findChromium.js';

export interface BrowserOptions {
  /** Further flags for Chromium. */
  args?: string[];
  headless?: boolean;
}

const ARGS = [
  // Containers and CI run as root, where Chromium has no sandbox.
  '--no-sandbox',
  '--disable-dev-shm-usage',
  // WebGL in software, the same on every machine.
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // It shall talk to the servers under test and to nobody else.
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
  // Games go on in pages that are not in front.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--autoplay-policy=no-user-gesture-required',
];

/** A headless Chromium with WebGL. Close it when done. */
export async function launchBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const { executablePath, env } = await findChromium();
  return chromium.launch({
    executablePath,
    headless: options.headless ?? true,
    args: [...ARGS, ...(options.args ?? [])],
    env: { ...(process.env as Record<string, string>), ...env },
  });
}
