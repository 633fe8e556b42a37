import { beforeEach, describe, expect, it } from 'vitest';
import { createSanctionBook, type SanctionBook } from '../../../../src/server/moderation/sanctionBook.js';
import { createFakeModerationStore } from './fakeModerationStore.js';

let time: { now: number };
let store: ReturnType<typeof createFakeModerationStore>;
let book: SanctionBook;

beforeEach(() => {
  time = { now: Date.UTC(2026, 3, 1) };
  store = createFakeModerationStore(() => time.now);
  book = createSanctionBook({ store, now: () => time.now });
});
const in1 = (kind: 'mute' | 'shadow_mute' | 'ban', room: string | null = 'r1') => ({ userId: 'u1', room, kind });
const act = { by: 'mod' };
const reads = () => store.asked.filter(([what]) => what === 'sanctions').length;

describe('sanction book', () => {
  it('T5 lays and lifts with effect at once, in that room only', async () => {
    await book.enter('r1', 'u1');
    await book.lay(in1('mute'), { by: 'mod', reason: 'spam' }, 60);
    expect(() => book.checkSend('r1', 'u1')).toThrow(expect.objectContaining({ code: 'muted', retryAfterMs: 60_000 }));
    expect([book.checkSend('r2', 'u1'), book.checkSend('r1', 'u2')]).toEqual(['everyone', 'everyone']);
    expect(store.asked.at(-1)).toEqual(['sanction', 'mute', 'u1', 'r1', time.now + 60_000, 'mod', 'spam']);
    expect([await book.lift(in1('mute'), act), await book.lift(in1('mute'), act)]).toEqual([true, false]);
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
  });

  it('T5 knows sanctions of all rooms, and lifts each where it was laid', async () => {
    await book.enter('r1', 'u1');
    await book.lay(in1('shadow_mute', null), act);
    expect([book.checkSend('r1', 'u1'), book.checkSend('r2', 'u1')]).toEqual(['shadow', 'shadow']);
    await book.lift(in1('shadow_mute'), act);
    expect(book.checkSend('r1', 'u1')).toBe('shadow');
    await book.lift(in1('shadow_mute', null), act);
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
  });

  it('T5 keeps a banned user out, here or elsewhere before, until the ban ends', async () => {
    await book.lay(in1('ban'), act, 60);
    await expect(book.enter('r1', 'u1')).rejects.toMatchObject({ code: 'banned' });
    await book.enter('r2', 'u1');
    await book.enter('r1', 'u2');
    time.now += 60_000;
    await book.enter('r1', 'u1');
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
  });

  it('T5 sees a ban that came while the user entered', async () => {
    store.whileReading = () => book.lay(in1('ban'), act);
    await expect(book.enter('r1', 'u1')).rejects.toMatchObject({ code: 'banned' });
    await book.enter('r2', 'u1');
    await book.lay(in1('ban', 'r2'), act);
    expect(() => book.checkJoin('r2', 'u1')).toThrow(expect.objectContaining({ code: 'banned' }));
    expect(() => book.checkSend('r2', 'u1')).toThrow(expect.objectContaining({ code: 'banned' }));
  });

  it('asks the store when someone enters, not for messages', async () => {
    await book.enter('r1', 'u1');
    for (let i = 0; i < 100; i++) book.checkSend('r1', 'u1');
    expect(reads()).toBe(1);
  });

  it('T10 sees what another process did, when told', async () => {
    await book.enter('r1', 'u1');
    await book.enter('r1', 'u2');
    const elsewhere = createSanctionBook({ store, now: () => time.now });
    await elsewhere.lay(in1('mute'), act);
    await elsewhere.lay({ ...in1('mute'), userId: 'u2' }, act);
    expect(book.checkSend('r1', 'u1')).toBe('everyone');
    await book.refresh('u1');
    expect(() => book.checkSend('r1', 'u1')).toThrow();
    expect(book.checkSend('r1', 'u2')).toBe('everyone');
    await book.refresh();
    expect(() => book.checkSend('r1', 'u2')).toThrow();
    const before = reads();
    await book.refresh('not here');
    expect(reads()).toBe(before);
  });

  it('T6 remembers nobody who has left everywhere', async () => {
    await book.enter('r1', 'u1');
    await book.enter('r2', 'u1');
    book.exit('u1');
    expect(book.size).toBe(1);
    book.exit('u1');
    book.exit('u1');
    expect(book.size).toBe(0);
    await book.lay(in1('ban'), act);
    await expect(book.enter('r1', 'u1')).rejects.toThrow();
    expect(book.size).toBe(0);
  });
});
