import { join } from 'node:path';
import { build } from 'esbuild';
import { importTs } from '../lib/importTs.mjs';
import { bench } from '../lib/paths.mjs';
import { interleaved } from '../lib/stats.mjs';

export const about = 'time on the page\'s main thread per line and per frame, ms; Phaser 3.90 on WebGL';

const PAGE = '<!doctype html><meta charset="utf-8"><body style="margin:0"><script type="module" src="/main.js"></script>';

// Without them a page's clock ticks in steps of 0.1 ms.
const FINE_CLOCK = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

export async function run({ quick, rounds, note }) {
  const { launchBrowser } = await importTs('test/helpers/browser.ts');
  const { serveStatic } = await importTs('test/helpers/staticServer.ts');
  const sizes = quick ? [100, 1_000] : [100, 1_000, 10_000];
  const [small, large] = [sizes[0], sizes.at(-1)];
  const plain = await bundle('overlayMain.js');
  const withRex = await bundle('overlayRexMain.js');
  const browser = await launchBrowser();
  try {
    const once = async (kind) => {
      const server = await serveStatic({ headers: FINE_CLOCK, pages: { '/': PAGE, '/main.js': kind === 'rexui' ? withRex : plain } });
      const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
      page.on('pageerror', (error) => note(`${kind}: ${error.message}`));
      try {
        await page.goto(server.url);
        await page.waitForFunction('window.measure', undefined, { timeout: 15_000 });
        const results = await page.evaluate(([name, list]) => window.measure(name, list), [kind, sizes]);
        return Object.fromEntries(Object.entries(results).flatMap(([size, figures]) => Object.entries(figures).map(([figure, value]) => [`${figure} ${size}`, value])));
      } finally {
        await page.close();
        await server.close();
      }
    };
    const seen = await interleaved({ none: () => once('none'), ours: () => once('ours'), dom: () => once('dom'), rexui: () => once('rexui') }, Math.min(rounds, 3), note);
    const rows = [];
    for (const size of sizes) {
      const cost = (kind) => Math.max(0, seen[kind][`append ${size}`] - seen.none[`idle ${size}`]);
      const name = `a line at ${size.toLocaleString('en-US')}`;
      rows.push({ case: name, unit: 'ms', ours: cost('ours'), baseline: 0.3, against: 'the limit', goal: '<= 1' });
      rows.push({ case: name, unit: 'ms', ours: cost('ours'), baseline: cost('rexui'), against: 'rexUI TextArea' });
      rows.push({ case: name, unit: 'ms', ours: cost('ours'), baseline: cost('dom'), against: 'DOM log' });
      rows.push({ case: `a frame at 50 lines/s, ${size.toLocaleString('en-US')}`, unit: 'ms', ours: seen.ours[`busy ${size}`], baseline: seen.none[`busy ${size}`], against: 'the game without chat' });
    }
    rows.push({ case: `a line at ${large.toLocaleString('en-US')}`, unit: 'ms', ours: seen.ours[`append ${large}`], baseline: seen.ours[`append ${small}`], against: `the same at ${small}`, goal: '<= 1.2' });
    rows.push({ case: `an idle frame, ${large.toLocaleString('en-US')}`, unit: 'ms', ours: seen.ours[`idle ${large}`], baseline: seen.none[`idle ${large}`], against: 'the game without chat', goal: '<= 1.2' });
    note(`idle frame of a game with 200 sprites: ${Object.entries(seen).map(([kind, figures]) => `${kind} ${figures[`idle ${large}`].toFixed(3)}`).join(', ')} ms`);
    return { rows };
  } finally {
    await browser.close();
  }
}

async function bundle(entry) {
  const result = await build({ entryPoints: [join(bench, 'pages', entry)], bundle: true, minify: true, write: false, format: 'esm', platform: 'browser', target: 'es2022', logLevel: 'error' });
  return result.outputFiles[0].text;
}
