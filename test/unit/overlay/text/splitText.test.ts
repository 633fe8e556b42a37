import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../../src/overlay/text/cleanText.js';
import { splitText } from '../../../../src/overlay/text/splitText.js';

describe('splitText', () => {
  it('finds links and leaves the sentence its full stop and brackets', () => {
    expect(splitText('see https://example.org/a_(b), ok? (www.example.com).')).toEqual([
      { kind: 'plain', text: 'see ' },
      { kind: 'link', text: 'https://example.org/a_(b)', url: 'https://example.org/a_(b)' },
      { kind: 'plain', text: ', ok? (' },
      { kind: 'link', text: 'www.example.com', url: 'https://www.example.com/' },
      { kind: 'plain', text: ').' },
    ]);
  });

  it('takes nothing but http and https for a link', () => {
    for (const text of ['javascript:alert(1)', 'data:text/html,x', 'https://', 'file:///etc/passwd', 'http://x']) {
      expect(splitText(text)).toEqual([{ kind: 'plain', text }]);
    }
  });

  it('finds the longest name after an @, in any case, and only whole names', () => {
    expect(splitText('@ada lovelace and @Ada, not me@ada or @adage', ['Ada', 'Ada Lovelace'])).toEqual([
      { kind: 'mention', text: '@ada lovelace', username: 'Ada Lovelace' },
      { kind: 'plain', text: ' and ' },
      { kind: 'mention', text: '@Ada', username: 'Ada' },
      { kind: 'plain', text: ', not me@ada or @adage' },
    ]);
    expect(splitText('こんにちは @美玲さん', ['美玲'])).toEqual([{ kind: 'plain', text: 'こんにちは @美玲さん' }]);
    expect(splitText('@美玲 你好', ['美玲'])[0]).toEqual({ kind: 'mention', text: '@美玲', username: '美玲' });
  });
});

describe('cleanText', () => {
  it('takes out what would change how other text reads', () => {
    expect(cleanText('a\u202egnp.exe\u2066b\u0007c\u200f')).toBe('agnp.exebc');
  });
  it('keeps joiners of emoji and of Persian', () => {
    expect(cleanText('👨‍👩‍👧 می\u200cخواهم')).toBe('👨‍👩‍👧 می\u200cخواهم');
  });
  it('lowers towers of accents and floods of empty lines', () => {
    expect(cleanText(`z${'\u0300'.repeat(50)}`)).toBe(`z${'\u0300'.repeat(4)}`);
    expect(cleanText('a\r\n\r\n\r\n\r\nb')).toBe('a\n\nb');
  });
});
