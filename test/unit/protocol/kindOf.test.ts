import { expect, it } from 'vitest';
import { kindOf } from '../../../src/protocol/kindOf.js';

it.each([
  [undefined, 'undefined'], [null, 'null'], [[1], 'an array'], [5, 'a number'], ['x', 'a string'], [true, 'a boolean'], [() => 1, 'a function'], [Symbol('x'), 'a symbol'],
  [{}, 'an object'], [Object.create(null), 'an object'], [new Date(), 'an instance of Date'], [new Map(), 'an instance of Map'],
  [{ constructor: 5 }, 'an instance of some class'], [{ constructor: { name: 'x'.repeat(1_000) } }, `an instance of ${'x'.repeat(64)}`],
])('names the kind of a value (case %#)', (value, kind) => {
  expect(kindOf(value)).toBe(kind);
});
