// npm run bench -- [part ...] [--quick] [--rounds N] [--json FILE]
import { availableParallelism, cpus } from 'node:os';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { judge, printTable } from './lib/report.mjs';

const PARTS = ['bundle', 'append', 'store', 'history', 'join', 'latency', 'fanout', 'memory', 'overlay'];

const { values, positionals } = arguments_();
const unknown = positionals.find((part) => !PARTS.includes(part));
if (unknown) stop(`unable to measure "${unknown}"; the parts are ${PARTS.join(', ')}`);
const rounds = values.rounds === undefined ? (values.quick ? 1 : 5) : Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 1) stop(`unable to measure; --rounds is ${values.rounds}; give a whole number from 1`);

console.log(`Node ${process.versions.node}, ${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}; ${rounds === 1 ? 'one round' : `median of ${rounds} rounds, in turns`}`);
const results = [];
let broken = 0;
for (const part of positionals.length > 0 ? positionals : PARTS) {
  const { about, run } = await import(`./parts/${part}.mjs`);
  console.log(`\n${part}: ${about}`);
  try {
    const { rows, notes = [] } = await run({ quick: values.quick, rounds, note: (text) => console.log(`  ${text}`) });
    const judged = rows.map((row) => judge(part, row));
    printTable(judged);
    for (const note of notes) console.log(`  ${note}`);
    results.push(...judged);
  } catch (error) {
    broken++;
    console.error(`unable to measure ${part}; ${error.stack}`);
  }
  // What was measured stays, whatever happens to the parts that follow.
  if (values.json) writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
}
const missed = results.filter((row) => row.met === false);
console.log(`\n${results.filter((row) => row.met).length} goals met, ${missed.length} missed${missed.map((row) => `\n  missed: ${row.part}, ${row.case}: ${row.ratio.toFixed(2)}x, goal ${row.goal}`).join('')}`);
process.exit(broken > 0 ? 1 : 0);

function arguments_() {
  try {
    return parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string' }, json: { type: 'string' } } });
  } catch (error) {
    return stop(`unable to measure; ${error.message}; usage: npm run bench -- [${PARTS.join('|')} ...] [--quick] [--rounds N] [--json FILE]`);
  }
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
