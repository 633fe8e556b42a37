import { describe, expect, it } from 'vitest';
import { foldName } from '../../../../src/server/auth/foldName.js';

describe('foldName', () => {
  it.each([
    ['case', 'Ann', 'aNN'],
    ['width', 'Ann', 'Ａｎｎ'],
    ['styled letters', 'Ann', '𝓐𝔫𝕟'],
    ['accents', 'Zoë', 'Zoe'],
    ['gaps and punctuation', 'Ann', '_A.n-n '],
    ['invisible letters', 'Ann', 'A\u200bn\u3164n\u2800'],
    ['Cyrillic', 'paypal', 'раураl'],
    ['Cyrillic capitals', 'HOBBET', 'НОВВЕТ'],
    ['Greek capitals', 'NIKH', 'ΝΙΚΗ'],
    ['digits', 'Loot', '1007'],
    ['one shape', 'Ilil', '|1!l'],
    ['letters that run together', 'modern', 'modem'],
  ])('takes names that differ in %s only as one', (_, a, b) => {
    expect(foldName(b)).toBe(foldName(a));
  });

  it('keeps different names apart', () => {
    const names = ['Ann', 'Anna', 'Bob', 'player2', 'player3', 'Иван', 'Олег', '小明', '小红', '😀', '😎', '---', '!!!', 'محمد', 'علي'];
    expect(new Set(names.map(foldName)).size).toBe(names.length);
  });

  it('is stable: folding again changes nothing', () => {
    for (const name of ['ΝΙΚΗ', 'modern', 'rrnn', 'vvv', 'Àdmïn 1', '---']) expect(foldName(foldName(name))).toBe(foldName(name));
  });

  it('leaves nothing of what cannot be seen', () => {
    expect(foldName('\u3164\u2800\u200b ')).toBe('');
  });
});
