/** What a wrong value is, for a sentence: "undefined", "an array", "a number", "an instance of Date". */
export function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'undefined';
  if (Array.isArray(value)) return 'an array';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name: unknown = (value.constructor as Partial<Function> | undefined)?.name;
  if (name === 'Object' || value.constructor === undefined) return 'an object';
  return typeof name === 'string' && name !== '' ? `an instance of ${name.slice(0, 64)}` : 'an instance of some class';
}
