import { parseArgs } from 'node:util';
import { runSoak } from './runSoak.js';
import { FAULTS } from './soakFaults.js';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '5' }, clients: { type: 'string', default: '50' }, seed: { type: 'string' }, faults: { type: 'string' } },
});
const minutes = Number(values.minutes);
const clients = Number(values.clients);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
// As many as five minutes need for more than twenty of each kind.
const faults = values.faults === undefined ? Math.max(1, Math.round(minutes * 5)) : Number(values.faults);
if (![minutes, clients, seed, faults].every((value) => Number.isFinite(value) && value > 0)) {
  console.error('unable to run the soak; an option is no number above 0; give --minutes, --clients, --seed, --faults');
  process.exit(1);
}

console.log(`seed ${seed}`);
const { counts, faults: inflicted, readersCutOff, complaints } = await runSoak({ minutes, clients, seed, faults, print: console.log });
const rows: [string, number][] = [
  ['acknowledged', counts.acknowledged],
  ['deliveries', counts.deliveries],
  ['lost', counts.lost],
  ['twice', counts.twice],
  ['out of order', counts.outOfOrder],
  ['open promises', counts.openPromises],
  ['refused', counts.refused],
  ['gaps told of', counts.gaps],
  ...FAULTS.map((fault): [string, number] => [fault, inflicted[fault]]),
  ['readers cut off', readersCutOff],
];
for (const [name, value] of rows) console.log(`${name.padEnd(18)}${value}`);
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
