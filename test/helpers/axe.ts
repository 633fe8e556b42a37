import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type AxeCore from 'axe-core';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe has to complain of, on the whole page or in what a selector finds; one line each. */
export async function axeViolations(page: Page, selector?: string): Promise<string[]> {
  await page.evaluate(AXE);
  const results = await page.evaluate((where) => (window as unknown as { axe: typeof AxeCore }).axe.run(where ?? document), selector);
  return results.violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(' ')}`);
}
