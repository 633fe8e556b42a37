import { describe, expect, it } from 'vitest';
import { builtinCommands } from '../../../../src/overlay/builtinCommands.js';
import { completeInput, parseInput, type Commands } from '../../../../src/overlay/model/commands.js';
import { createInputHistory } from '../../../../src/overlay/model/inputHistory.js';
import { createMuteList } from '../../../../src/overlay/model/muteList.js';
import { ENGLISH, completeTexts, fill, plural } from '../../../../src/overlay/texts.js';

describe('parseInput', () => {
  it('tells texts from commands, and two slashes begin a text', () => {
    expect(parseInput('  hello ')).toEqual({ kind: 'text', text: 'hello' });
    expect(parseInput('/Me waves  hard')).toEqual({ kind: 'command', name: 'me', args: 'waves  hard' });
    expect(parseInput('//me')).toEqual({ kind: 'text', text: '/me' });
    expect(parseInput('/')).toEqual({ kind: 'command', name: '', args: '' });
  });
});

describe('completeInput', () => {
  const commands: Commands = {
    me: { about: 'do', args: '<what>', run() {} },
    mute: { about: 'mute', run() {}, complete: () => ['Bo', 'Bea Lu'] },
  };
  const complete = (text: string, caret = text.length) => completeInput(text, caret, commands, ['Bo', 'Bea Lu']);

  it('O3 completes commands, what follows them, and names', () => {
    expect(complete('/m')?.items.map((item) => item.insert)).toEqual(['/me ', '/mute ']);
    expect(complete('/mute be')).toEqual({ from: 6, to: 8, items: [{ insert: 'Bea Lu', label: 'Bea Lu' }] });
    expect(complete('hi @b')).toMatchObject({ from: 3, to: 5, items: [{ insert: '@Bo ' }, { insert: '@Bea Lu ' }] });
    expect(complete('hi @b there', 5)).toMatchObject({ from: 3, to: 5 });
  });

  it('offers nothing where nothing fits', () => {
    for (const text of ['', 'hello', '//m', '/nope', 'me@b', '@Zoe', '/mute Bo']) expect(complete(text)).toBeNull();
  });
});

describe('builtinCommands', () => {
  const ADA = { userId: 'u-ada', username: 'Ada' };
  const setup = (own = {}) => {
    const sent: unknown[] = [];
    const mutes = createMuteList();
    const commands = builtinCommands({ texts: ENGLISH, locale: 'en', mutes, me: () => ADA, people: () => [ADA, { userId: 'u-bo', username: 'Bo' }], send: (content) => void sent.push(content) }, own);
    return { commands, mutes, sent };
  };

  it('O8 mutes and unmutes by name, and lists who is muted', () => {
    const { commands, mutes } = setup();
    expect(commands.mute!.run('@bo')).toContain('Bo');
    expect(mutes.has('u-bo')).toBe(true);
    expect(commands.mute!.run('')).toBe('You do not hear Bo.');
    expect(commands.mute!.complete!('')).toEqual([]);
    commands.unmute!.run('BO');
    expect([mutes.has('u-bo'), commands.mute!.run('')]).toEqual([false, ENGLISH.nobodyMuted]);
    expect(commands.mute!.run('Ada')).toBe('There is nobody called Ada here.');
  });

  it('sends /me as an object with text, and helps with all that there is', () => {
    const { commands, sent } = setup({ Roll: { about: 'Roll a die', run() {} }, unmute: false });
    commands.me!.run('waves');
    expect(sent).toEqual([{ type: 'me', text: 'waves' }]);
    const help = String(commands.help!.run(''));
    expect(help).toContain('/roll – Roll a die');
    expect(help).not.toContain('/unmute');
  });
});

describe('muteList', () => {
  it('O8 outlives the page where it can, and does without where it cannot', () => {
    const kept = new Map<string, string>();
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
    createMuteList(storage).mute('u-bo', 'Bo');
    expect([...createMuteList(storage).users]).toEqual([['u-bo', 'Bo']]);
    for (const key of kept.keys()) kept.set(key, '{"broken":');
    expect(createMuteList(storage).users.size).toBe(0);
    const refusing = { getItem: () => { throw new Error('no'); }, setItem: () => { throw new Error('no'); } };
    const list = createMuteList(refusing);
    list.mute('u-x');
    expect(list.has('u-x')).toBe(true);
  });
});

describe('inputHistory', () => {
  it('O3 goes back and forth, keeps the draft, and remembers a text once', () => {
    const history = createInputHistory(2);
    for (const text of ['one', 'two', 'three', 'two']) history.add(text);
    expect([history.older('draft'), history.older(''), history.older('')]).toEqual(['two', 'three', undefined]);
    expect([history.newer(), history.newer(), history.newer()]).toEqual(['two', 'draft', undefined]);
  });
});

describe('texts', () => {
  it('O6 a language may be partial, and counts follow its plurals', () => {
    const texts = completeTexts({ retry: 'Noch einmal', end: { kicked: 'Hinausgeworfen' } });
    expect([texts.retry, texts.dismiss, texts.end.kicked, texts.end.banned]).toEqual(['Noch einmal', ENGLISH.dismiss, 'Hinausgeworfen', ENGLISH.end.banned]);
    const polish = { one: '{count} wiadomość', few: '{count} wiadomości', many: '{count} wiadomości!', other: '{count}' };
    expect([1, 3, 5].map((count) => plural(polish, count, 'pl'))).toEqual(['1 wiadomość', '3 wiadomości', '5 wiadomości!']);
    expect(fill('{a} {b}', { a: '{b}' })).toBe('{b} {b}');
  });
});
