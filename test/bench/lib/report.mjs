/**
 * One line of a part's result.
 * @typedef {object} Row
 * @property {string} case
 * @property {string} unit
 * @property {number} ours
 * @property {number | null} [baseline]
 * @property {string | null} [against]  What the baseline is.
 * @property {string | null} [goal]  `>= 4` or `<= 1.2`, of the ratio ours / baseline.
 */

/** Adds ratio and verdict, in the form of the JSON file. */
export function judge(part, { case: name, unit, ours, baseline = null, against = null, goal = null }) {
  const ratio = baseline === null || baseline === 0 ? null : ours / baseline;
  return { part, case: name, unit, ours, baseline, against, ratio, goal, met: goal === null || ratio === null ? null : holds(ratio, goal) };
}

export function holds(ratio, goal) {
  const [, sign, number] = /^(>=|<=) ([\d.]+)$/.exec(goal) ?? [];
  if (!sign) throw new Error(`unable to judge; the goal "${goal}" is no comparison`);
  return sign === '>=' ? ratio >= Number(number) : ratio <= Number(number);
}

export function printTable(rows) {
  const header = ['case', 'unit', 'ours', 'baseline', 'against', 'ratio', 'goal', ''];
  const lines = rows.map((row) => [
    row.case,
    row.unit,
    format(row.ours),
    format(row.baseline),
    row.against ?? '',
    row.ratio === null ? '' : `${format(row.ratio)}x`,
    row.goal ?? '',
    row.met === null ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const widths = header.map((title, column) => Math.max(title.length, ...lines.map((line) => line[column].length)));
  const numeric = new Set([2, 3, 5]);
  for (const line of [header, ...lines]) {
    console.log('  ' + line.map((cell, column) => (numeric.has(column) ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join('  ').trimEnd());
  }
}

export function format(value) {
  if (value === null || value === undefined) return '';
  if (value !== 0 && Math.abs(value) < 10) return value.toFixed(Math.abs(value) < 1 ? 3 : 2);
  if (Math.abs(value) < 1_000) return value.toFixed(1);
  return Math.round(value).toLocaleString('en-US');
}
