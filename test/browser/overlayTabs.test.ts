import { describe, expect, it } from 'vitest';
import { boxOf, choices, focused, frames, overlaySuite, sent, takeKeys, value } from './fixtures/overlay/suite.js';

const withPage = overlaySuite();
const ROOMS = [{ roomName: 'team', others: [{ userId: 'u-bo', username: 'Bo' }, { userId: 'u-bea', username: 'Bea Lu' }] }, { roomName: 'all' }, { roomName: 'lobby' }];
const SIZE = { width: 320, height: 240, idleAfter: false as const };

describe('tabs', () => {
  it('O2 several chats, each with its unread count and its own draft', () =>
    withPage({ rooms: ROOMS, options: SIZE }, async (page) => {
      const active = () => page.evaluate(() => window.rig.overlay.active.roomName);
      await page.evaluate(() => {
        window.rig.handles[1]!.receive('one');
        window.rig.handles[1]!.receive('two');
        window.rig.handles[2]!.receive('three');
        window.rig.handles[0]!.receive('seen');
      });
      await frames(page);
      expect(await page.evaluate(() => window.rig.overlay.unread)).toBe(3);
      await page.keyboard.press('Enter');
      await page.keyboard.type('to team');
      await page.keyboard.press('Tab');
      await frames(page);
      expect([await active(), await value(page), await page.evaluate(() => window.rig.overlay.unread)]).toEqual(['all', '', 1]);
      expect(await page.getAttribute('input', 'aria-label')).toBe('Chat message to all');
      await page.keyboard.type('to all');
      await page.keyboard.press('Shift+Tab');
      expect([await active(), await value(page)]).toEqual(['team', 'to team']);
      await page.keyboard.press('Enter');
      expect(await sent(page)).toEqual(['to team']);
    }));

  it('O2 a press on its name shows a chat', () =>
    withPage({ rooms: ROOMS, options: SIZE }, async (page) => {
      const { x, y } = await boxOf(page);
      await frames(page);
      const seen = new Set<string>();
      for (let left = 14; left < 200; left += 12) {
        await page.mouse.click(x + left, y + 15);
        seen.add(await page.evaluate(() => window.rig.overlay.active.roomName));
      }
      expect([...seen].sort()).toEqual(['all', 'lobby', 'team']);
    }));

  it('chats come and go, and the last one takes the overlay along', () =>
    withPage({ rooms: ROOMS, options: SIZE, open: false }, async (page) => {
      const names = await page.evaluate(async () => {
        const { rig } = window;
        const [team, all, lobby] = rig.handles;
        const overlay = rig.open();
        overlay.remove(team!);
        const names = [overlay.active.roomName];
        overlay.add(team!, { label: 'Team' });
        overlay.select(team!);
        names.push(overlay.active.roomName);
        await rig.frames(2);
        for (const handle of [lobby!, team!, all!]) overlay.remove(handle);
        await rig.frames(2);
        return [...names, document.querySelectorAll('[data-roomchat]').length, rig.handles.map((handle) => handle.listenerCount)];
      });
      expect(names).toEqual(['all', 'team', 0, [0, 0, 0]]);
    }));

  it('E4 an ended chat says so and takes no more text', () =>
    withPage({ options: SIZE }, async (page) => {
      await page.evaluate(() => window.rig.handles[0]!.emit('end', { code: 'kicked', reason: 'spam' }));
      await frames(page);
      await page.keyboard.press('Enter');
      await page.keyboard.type('hello?');
      await page.keyboard.press('Enter');
      expect([await value(page), await sent(page)]).toEqual(['', []]);
    }));
});

describe('quick chat', () => {
  it('O7 a key opens the phrases, a number says one as its id, and the game keeps its other keys', () =>
    withPage({ rooms: ROOMS, options: { ...SIZE, quickChat: true } }, async (page) => {
      await page.keyboard.press('y');
      await frames(page);
      expect((await choices(page)).length).toBe(10);
      await page.keyboard.press('w');
      await page.keyboard.press('3');
      await frames(page);
      expect([await sent(page), await choices(page), await focused(page)]).toEqual([[{ type: 'quick', id: 'no' }], [], false]);
      expect(await takeKeys(page)).toEqual(['down KeyW', 'up KeyW']);
      await page.keyboard.press('3');
      expect(await takeKeys(page)).toEqual(['down Digit3', 'up Digit3']);
    }));

  it('O6 a phrase is read in the language of its reader', () =>
    withPage({ options: { ...SIZE, quickChat: ['gg'], texts: { quick: { gg: 'Gut gespielt!' } } } }, async (page) => {
      await page.evaluate(async () => {
        window.rig.handles[0]!.receive({ type: 'quick', id: 'gg' });
        window.rig.handles[0]!.receive({ type: 'quick', id: 'unheard-of' });
        await window.rig.frames(3);
      });
      expect(await page.textContent('[data-roomchat] [role=log]')).toBe('Bo: Gut gespielt!');
    }));

  it('the wheel goes through the phrases, a press says one', () =>
    withPage({ options: { ...SIZE, quickChat: ['yes', 'no', 'gg'] } }, async (page) => {
      const { x, y } = await boxOf(page, 'input');
      await page.mouse.click(x + 310, y + 17);
      await page.mouse.click((await boxOf(page)).x + 320 - 25, y + 17);
      await frames(page);
      expect((await choices(page)).length).toBe(3);
      const selected = () => page.evaluate(() => document.querySelector('[role=option][aria-selected=true]')!.textContent);
      await page.mouse.move(x + 100, y - 60);
      const before = await selected();
      await page.mouse.wheel(0, 100);
      await frames(page);
      expect(await selected()).not.toBe(before);
      await page.mouse.click(x + 60, y - 30);
      await frames(page);
      expect((await sent(page)).length).toBe(1);
    }));
});

describe('commands', () => {
  it('O3 a slash lists the commands, and Tab completes', () =>
    withPage({ rooms: ROOMS, options: SIZE }, async (page) => {
      await page.keyboard.press('/');
      await frames(page);
      expect(await value(page)).toBe('/');
      expect((await choices(page)).map((choice) => choice.split(',')[0])).toEqual(['/help', '/me <what>', '/mute <name>', '/unmute <name>']);
      await page.keyboard.type('mu');
      await page.keyboard.press('Tab');
      expect(await value(page)).toBe('/mute ');
      await frames(page);
      expect(await choices(page)).toEqual(['Bo', 'Bea Lu']);
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      expect(await value(page)).toBe('/mute Bea Lu');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => [...window.rig.overlay.mutes.users])).toEqual([['u-bea', 'Bea Lu']]);
      expect(await sent(page)).toEqual([]);
    }));

  it('O3 names are completed after an @, and Escape closes the list before it ends typing', () =>
    withPage({ rooms: ROOMS, options: SIZE }, async (page) => {
      await page.keyboard.press('Enter');
      await page.keyboard.type('hi @be');
      await frames(page);
      expect(await choices(page)).toEqual(['@Bea Lu']);
      await page.keyboard.press('Escape');
      await frames(page);
      expect([await choices(page), await focused(page)]).toEqual([[], true]);
      await page.keyboard.press('Backspace');
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Tab');
      expect(await value(page)).toBe('hi @Bea Lu ');
    }));

  it('/me, an unknown command, a game’s own, and a text that begins with a slash', () =>
    withPage({ open: false }, async (page) => {
      await page.evaluate(() => {
        window.rig.open({ afterSend: 'stay', commands: { roll: { about: 'Roll a die', run: (args) => `rolled ${args || 6}` }, help: false } });
        window.rig.overlay.focus();
      });
      const write = async (text: string): Promise<void> => {
        await page.keyboard.type(text);
        await page.keyboard.press('Escape');
        await page.evaluate(() => window.rig.overlay.focus());
        await page.keyboard.press('Enter');
      };
      for (const text of ['/me waves', '/roll 20', '//slash', '/nope', '/help']) await write(text);
      expect(await sent(page)).toEqual([{ type: 'me', text: 'waves' }, '/slash']);
    }));
});
