import { describe, expect, it } from 'vitest';
import type { Content } from '../../../../src/protocol/messages.js';
import { chainHooks, type MessageHook } from '../../../../src/server/moderation/messageHook.js';
import { createProfanityFilter } from '../../../../src/server/moderation/profanityFilter.js';

const sender = { userId: 'u1', username: 'Ann', role: 'user', guest: false, matches: [] } as const;
const message = (content: Content) => ({ content, sender, roomName: 'lobby', channelId: '2...app_lobby' });

describe('profanity filter', () => {
  it('T4 masks the word and leaves the rest', async () => {
    const filter = await createProfanityFilter({ mode: 'mask' });
    expect(filter(message('what the fuck, Ann 😀'))).toBe('what the ****, Ann 😀');
    expect(filter(message('gg, well played'))).toBe('gg, well played');
  });

  it('T4 refuses with its code, without repeating the word', async () => {
    const filter = await createProfanityFilter({ mode: 'refuse' });
    expect(() => filter(message('oh shit'))).toThrow(expect.objectContaining({ code: 'blocked', temporary: false, message: expect.not.stringContaining('shit') }));
    expect(filter(message('oh no'))).toBe('oh no');
  });

  it('sees through disguises', async () => {
    const { test } = await createProfanityFilter({ mode: 'mask' });
    for (const text of ['FUCK', 'fuuuuck', 'sh1t', '$hit', 'ｓｈｉｔ', 'ʃṳ𝒸𝗄', 'xxfuckxx']) expect(test(text), text).toBe(true);
  });

  it('leaves harmless words alone, those of games first', async () => {
    const { test } = await createProfanityFilter({ mode: 'mask' });
    for (const text of ['assassin class', 'cockpit and peacock', 'Scunthorpe', 'pass the grass bass', 'pussycat', 'booby trap', 'Fukushima', 'Moby Dick', 'cumin', 'analysis', 'title', 'Montenegro', 'kill the assault unit']) {
      expect(test(text), text).toBe(false);
    }
  });

  it("finds the operator's own words, in disguise too, and leaves alone what he allows", async () => {
    const filter = await createProfanityFilter({ mode: 'mask', words: ['Blorp', 'a[b]?|\\c', 'Hannnd1', 'гадина'], allow: ['dick'] });
    expect(filter(message('you b1oorp! xBLORPx'))).toBe('you b1oorp! x*****x');
    expect(filter(message('bl0rp and a[b]?|\\c'))).toBe('***** and ********');
    expect(filter(message('so hannd1, ГАДИНА гадина!'))).toMatch(/^so \*+, \*+ \*+!$/);
    expect(filter(message('Dick Tracy'))).toBe('Dick Tracy');
  });

  it('T4 cleans the text of an object, and nothing else of it', async () => {
    const filter = await createProfanityFilter({ mode: 'mask', fields: ['text', 'title'] });
    const content = { type: 'shit', id: 'ass', text: 'shit', title: 5, deep: { text: 'shit' } };
    expect(filter(message(content))).toEqual({ ...content, text: '****' });
    expect(content.text).toBe('shit');
    const harmless = { type: 'emote', text: 'hi' };
    expect(filter(message(harmless))).toBe(harmless);
  });

  it('T6 takes a moment at most for the longest text, whatever it is', async () => {
    const filter = await createProfanityFilter({ mode: 'mask' });
    for (const text of ['a', 'fuck ', 'ass', 'f', 'nig ', 'ſ', '𝒸', ' ', 'shi']) {
      const began = performance.now();
      filter(message(text.repeat(2_000 / text.length)));
      expect(performance.now() - began, text).toBeLessThan(1_000);
    }
  });

  it('refuses a mode that it does not know', async () => {
    await expect(createProfanityFilter({ mode: 'maks' as 'mask' })).rejects.toMatchObject({ code: 'invalid_option' });
  });
});

describe('chainHooks', () => {
  it('T4 hands each hook what the one before made of the message', async () => {
    const upper: MessageHook = ({ content }) => String(content).toUpperCase();
    const later: MessageHook = async ({ content }) => `${String(content)}!`;
    expect(chainHooks(upper, upper)(message('a'))).toBe('A');
    expect(await chainHooks(later, upper, later)(message('a'))).toBe('A!!');
    expect(chainHooks()(message('a'))).toBe('a');
    await expect(Promise.resolve().then(() => chainHooks(later, () => { throw new Error('no'); })(message('a')))).rejects.toThrow('no');
  });
});
