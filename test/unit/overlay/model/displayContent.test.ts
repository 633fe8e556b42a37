import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDisplay, type Formatter, type Said } from '../../../../src/overlay/model/displayContent.js';
import type { Content } from '../../../../src/protocol/messages.js';

const said = (content: Content): Said => ({ content, sender: 'Ada', senderId: 'a' });
const shown = (content: Content, format?: Formatter) => createDisplay(format, { gg: 'Good game!' })(said(content));

afterEach(() => vi.unstubAllGlobals());

describe('what the overlay and the bubbles show', () => {
  it.each<[Content, unknown]>([
    ['hello', { text: 'hello' }],
    [{ type: 'quick', id: 'gg' }, { text: 'Good game!' }],
    [{ type: 'quick', id: 'toString', text: 'own' }, { text: 'own' }],
    [{ type: 'quick', id: 'unknown' }, null],
    [{ type: 'me', text: 'waves' }, { text: 'waves', emote: true }],
    [{ type: 'emote' }, null],
    [{ type: 'emote', text: '  ' }, null],
  ])('B2 of %j is %j', (content, expected) => expect(shown(content)).toEqual(expected));

  it('O7 is the formatter\'s, where it says something', () => {
    expect(shown('x', () => 'own')).toEqual({ text: 'own' });
    expect(shown('x', () => ({ text: 'own', emote: true }))).toEqual({ text: 'own', emote: true });
    expect(shown('x', () => null)).toBeNull();
    expect(shown('x', () => '  ')).toBeNull();
    expect(shown('x', () => undefined)).toEqual({ text: 'x' });
  });

  it('O7 is as without a formatter where that throws; the error is reported', () => {
    const report = vi.fn();
    vi.stubGlobal('reportError', report);
    const error = new Error('formatter');
    expect(shown('x', () => { throw error; })).toEqual({ text: 'x' });
    expect(report).toHaveBeenCalledExactlyOnceWith(error);
  });
});
