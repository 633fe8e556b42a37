import { describe, expect, it } from 'vitest';
import { baseDirection } from '../../../../src/overlay/text/baseDirection.js';

describe('baseDirection', () => {
  it.each([
    ['Latin', 'hello', 'ltr'],
    ['Arabic', 'مرحباً hello', 'rtl'],
    ['Hebrew after numbers', '2 דקות', 'rtl'],
    ['Hebrew after an emoji', '👍 שלום abc', 'rtl'],
    ['a ligature', 'ﷺ', 'rtl'],
    ['neither', '12:30 🎉', 'ltr'],
    ['a Latin name before Arabic', '@Ada تعالي إلى اليسار', 'rtl'],
    ['a link before Hebrew', 'https://example.com/a ראו', 'rtl'],
    ['an Arabic name before Latin', '@ليلى come here', 'ltr'],
    ['nothing but a name', '@ليلى', 'rtl'],
  ])('O2 the direction of %s', (_what, text, direction) => {
    expect(baseDirection(text)).toBe(direction);
  });
});
