import { describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { focused, frames, overlaySuite, PHASERS, sent, takeKeys, value } from './fixtures/overlay/suite.js';
import type { PageSetup } from './fixtures/overlay/rig.js';
import type { PhaserName } from './fixtures/overlay/openPage.js';

const suite = overlaySuite();
const withPage = (use: (page: Page) => Promise<void>, setup: PageSetup = {}, phaser: PhaserName = 'phaser'): Promise<void> => suite(setup, use, { phaser });

describe.each(PHASERS)('typing on %s', (phaser) => {
  it('O4 no key reaches the game while typing, and no captured key swallows a letter', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      await page.keyboard.type('was dW S');
      await page.keyboard.press('ArrowLeft');
      await frames(page);
      expect(await value(page)).toBe('was dW S');
      expect(await takeKeys(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await frames(page);
      expect(await sent(page)).toEqual(['was dW S']);
      expect(await focused(page)).toBe(false);
      expect(await takeKeys(page)).toEqual([]);
      await page.keyboard.press('w');
      await frames(page);
      expect(await takeKeys(page)).toEqual(['down KeyW', 'up KeyW']);
    }, {}, phaser));

  it('O3 O4 the key that opens chat is not typed, and keys held are released for the game', () =>
    withPage(async (page) => {
      await page.keyboard.down('w');
      await frames(page);
      expect(await page.evaluate(() => window.rig.w.isDown)).toBe(true);
      await page.keyboard.press('Enter');
      await frames(page);
      expect(await page.evaluate(() => window.rig.w.isDown)).toBe(false);
      expect(await takeKeys(page)).toEqual(['down KeyW', 'up KeyW']);
      await page.keyboard.up('w');
      await frames(page);
      expect(await value(page)).toBe('');
      expect(await takeKeys(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await frames(page);
      expect([await focused(page), await takeKeys(page)]).toEqual([false, []]);
      await page.keyboard.down('w');
      await frames(page);
      expect(await page.evaluate(() => window.rig.w.isDown)).toBe(true);
    }, {}, phaser));
});

describe('typing', () => {
  it('O4 a key pressed while typing and let go after it is not seen by the game', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      await page.keyboard.down('a');
      await page.evaluate(() => window.rig.overlay.blur());
      await page.keyboard.down('a');
      await page.keyboard.up('a');
      await frames(page);
      expect(await takeKeys(page)).toEqual([]);
      await page.keyboard.press('a');
      expect(await takeKeys(page)).toEqual(['down KeyA', 'up KeyA']);
    }));

  it('O3 Enter while composing does not send, on the way to a composed text that is sent whole', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      const cdp = await page.context().newCDPSession(page);
      await cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
      await cdp.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
      await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key: 'Enter', code: 'Enter', windowsVirtualKeyCode: 229 });
      expect(await sent(page)).toEqual([]);
      expect(await focused(page)).toBe(true);
      await cdp.send('Input.insertText', { text: '日本' });
      expect(await value(page)).toBe('日本');
      await page.keyboard.press('Enter');
      expect(await sent(page)).toEqual(['日本']);
    }));

  it('O3 clipboard, selection and undo are those of the browser', () =>
    withPage(async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await page.keyboard.press('Enter');
      await page.keyboard.type('copy me');
      await page.keyboard.press('Control+A');
      await page.keyboard.press('Control+C');
      await page.keyboard.press('End');
      await page.keyboard.press('Control+V');
      expect(await value(page)).toBe('copy mecopy me');
      await page.keyboard.press('Control+Z');
      expect(await value(page)).toBe('copy me');
      await page.keyboard.press('Shift+Home');
      await page.keyboard.type('x');
      expect(await value(page)).toBe('x');
      expect(await takeKeys(page)).toEqual([]);
    }));

  it('O3 arrow keys call back what was sent, and the draft after it', () =>
    withPage(async (page) => {
      for (const text of ['one', 'two']) {
        await page.keyboard.press('Enter');
        await page.keyboard.type(text);
        await page.keyboard.press('Enter');
      }
      await page.keyboard.press('Enter');
      await page.keyboard.type('draft');
      const seen: string[] = [];
      for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowDown', 'ArrowDown', 'ArrowDown']) {
        await page.keyboard.press(key);
        seen.push(await value(page));
      }
      expect(seen).toEqual(['two', 'one', 'one', 'two', 'draft', 'draft']);
    }));

  it('O3 Enter keeps the focus where the game wants it so', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      await page.keyboard.type('one');
      await page.keyboard.press('Enter');
      await page.keyboard.type('two');
      await page.keyboard.press('Enter');
      expect([await sent(page), await focused(page)]).toEqual([['one', 'two'], true]);
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe(false);
    }, { options: { afterSend: 'stay' } }));

  it('O3 a text over the limit is not cut and not sent', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      await page.keyboard.insertText('👍'.repeat(11));
      await page.keyboard.press('Enter');
      expect([await value(page), await sent(page)]).toEqual(['👍'.repeat(11), []]);
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Enter');
      expect(await sent(page)).toEqual(['👍'.repeat(10)]);
    }, { options: { maxLength: 10 } }));

  it('O4 the chat opens neither over another text field nor with a modifier', () =>
    withPage(async (page) => {
      await page.evaluate(() => document.body.append(Object.assign(document.createElement('textarea'), { id: 'other' })));
      await page.focus('#other');
      await page.keyboard.press('Enter');
      expect([await focused(page), await page.inputValue('#other')]).toEqual([false, '\n']);
      await page.evaluate(() => document.querySelector<HTMLElement>('#other')!.blur());
      await page.keyboard.press('Control+Enter');
      expect(await focused(page)).toBe(false);
    }));

  it('O7 the key that opens is an option, and a hidden overlay opens by no key', () =>
    withPage(async (page) => {
      await page.keyboard.press('Enter');
      expect(await focused(page)).toBe(false);
      await page.keyboard.press('t');
      expect([await focused(page), await value(page)]).toEqual([true, '']);
      await page.keyboard.press('q');
      expect([await focused(page), await value(page)]).toEqual([false, '']);
      await page.evaluate(() => window.rig.overlay.hide());
      await page.keyboard.press('t');
      expect(await focused(page)).toBe(false);
    }, { options: { keys: { open: ['t'], leave: ['q'] } } }));
});
