// Usage: node report-tests.mjs REPORT STATUS
// Prints the count of a vitest JSON report as the last line, and exits with what the run deserves.
import { readFileSync } from 'node:fs';

const [file, status] = process.argv.slice(2);
const code = Number(status);

let report;
try {
  report = JSON.parse(readFileSync(file, 'utf8'));
} catch {
  console.error('unable to count the tests; the run wrote no report: it ended before they began');
}
const passed = report?.numPassedTests ?? 0;
const failed = report?.numFailedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
// A file that does not load has no test to count.
const broken = (report?.testResults ?? []).filter((result) => result.status === 'failed' && result.assertionResults.length === 0);
for (const { name } of broken) console.error(`did not load: ${name}`);
if (report && passed + failed === 0) console.error('no test ran');

process.exitCode = code !== 0 || failed > 0 || broken.length > 0 || passed === 0 ? code || 1 : 0;
console.log(`${passed} passed, ${failed + broken.length} failed, ${skipped} skipped`);
