import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { axeViolations } from '../helpers/axe.js';
import { launchBrowser } from '../helpers/browser.js';
import { openDemo, type DemoPlayer } from '../helpers/demoPage.js';
import { startDemoServer, type DemoServer } from '../helpers/demoServer.js';

describe('two players in the demo', () => {
  let server: DemoServer;
  let browser: Browser;
  let ada: DemoPlayer;
  let ben: DemoPlayer;

  beforeAll(async () => {
    server = await startDemoServer();
    browser = await launchBrowser();
    ada = await openDemo(browser, server.url, { name: 'Ada' });
    await ada.ready('lobby');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  it('M5 the lobby chat ends with its scene when a match is opened', async () => {
    await ada.page.evaluate(() => Object.assign(window, { lobbyChat: window.__demo.chat().chat }));
    await ada.press('open-match');
    await ada.ready('match');
    const state = await ada.page.evaluate(() => (window as unknown as { lobbyChat: { state: string } }).lobbyChat.state);
    expect(state).toBe('ended');
  });

  it('P1 a second player joins by the code, and the first reads so in the overlay', async () => {
    const code = new URL(ada.page.url()).searchParams.get('match')!;
    expect(code).toMatch(/^[A-Z]{4}$/);
    ben = await openDemo(browser, server.url, { name: 'Ben', match: code });
    await ben.ready('match');
    await ada.reads('Ben joined');
    await ada.page.waitForFunction(() => window.__demo.players().length === 2);
    expect(await ben.page.evaluate(() => window.__demo.players().map(({ name }) => name).sort())).toEqual(['Ada', 'Ben']);
  });

  it('O1 both talk, and read each other on the canvas', async () => {
    await ada.say('Hello Ben, race you to the golden one!');
    await ben.reads('Ada: Hello Ben, race you to the golden one!');
    await ben.say('You are on');
    await ada.reads('Ben: You are on');
    expect((await ada.bus('roomchat:message')).map(({ sender, content }) => `${sender}: ${content as string}`)).toEqual([
      'Ada: Hello Ben, race you to the golden one!',
      'Ben: You are on',
    ]);
  });

  it('O4 what is typed into the chat moves nobody, and moves the player once the chat is closed', async () => {
    const before = await ada.me();
    await ada.page.keyboard.press('Enter');
    await ada.page.waitForFunction(() => window.__demo.chat().overlay?.focused);
    await ada.page.keyboard.down('d');
    await ada.page.waitForTimeout(700);
    await ada.page.keyboard.up('d');
    await ada.page.keyboard.type('wasd 1234');
    await ada.page.keyboard.press('Enter');
    await ben.reads('wasd 1234');
    expect(await ada.me()).toEqual(before);
    expect(await ada.bus('roomchat:game:emote')).toEqual([]);

    // Away from whatever may stand in the way.
    const key = before.x < 800 ? 'd' : 'a';
    await ada.page.keyboard.down(key);
    await ada.page.waitForFunction((x) => Math.abs(window.__demo.players().find(({ mine }) => mine)!.x - x) > 60, before.x);
    await ada.page.keyboard.up(key);
    await ben.page.waitForFunction((x) => Math.abs(window.__demo.players().find(({ name }) => name === 'Ada')!.x - x) > 60, before.x);
  });

  it('B2 an emote is a game message: it comes over the bus to both, and the overlay does not print it', async () => {
    const before = await ben.log();
    await ada.page.keyboard.press('2');
    for (const player of [ada, ben]) {
      await player.page.waitForFunction(() => window.__bus.some(({ name }) => name === 'roomchat:game:emote'));
      expect((await player.bus('roomchat:game:emote'))[0]).toMatchObject({ sender: 'Ada', content: { type: 'emote', emote: 'heart' } });
    }
    expect(await ben.log()).toBe(before);
  });

  it('O6 axe finds nothing to complain of on the page, while playing and while typing', async () => {
    expect(await axeViolations(ada.page)).toEqual([]);
    await ada.page.keyboard.press('Enter');
    await ada.page.waitForFunction(() => window.__demo.chat().overlay?.focused);
    expect(await axeViolations(ada.page)).toEqual([]);
    await ada.page.keyboard.press('Escape');
  });

  it('O2 the log scrolls back by wheel to what was said first, and loads what is older than the join', async () => {
    await Promise.all([ada, ben].map(({ page }) => page.evaluate(async () => {
      // As fast as the server lets one player speak.
      for (let line = 1; line <= 27; line++) {
        for (;;) {
          const refused = await window.__demo.chat().chat!.send(`part ${line} of the story`).then(() => null, (error: { retryAfterMs?: number }) => error);
          if (!refused) break;
          await new Promise((resolve) => setTimeout(resolve, refused.retryAfterMs ?? 100));
        }
      }
    })));
    await ben.reload();
    await ben.ready('match');
    await ben.reads('part 27 of the story');
    await ben.page.mouse.move(150, 250);
    while (!(await ben.has('race you to the golden one!'))) {
      await ben.page.mouse.wheel(0, -900);
      await ben.page.waitForTimeout(100);
    }
    expect(await ben.has('part 27 of the story')).toBe(false);
  });

  it('M6 a player outside the match is refused, and so is one who gives its code only', async () => {
    const code = new URL(ada.page.url()).searchParams.get('match')!;
    const eve = await openDemo(browser, server.url, { name: 'Eve' });
    await eve.ready('lobby');
    const join = (byCode: boolean) => eve.page.evaluate(
      async ({ match, bound }) => {
        const gametegra = window.__demo.gametegra();
        if (bound) gametegra.match.bind({ matchId: match });
        try {
          await gametegra.roomChat.join(bound ? undefined : `match-${match}`);
          return 'joined';
        } catch (error) {
          return (error as { code: string }).code;
        }
      },
      { match: code, bound: byCode },
    );
    expect(await join(false)).toBe('not_allowed');
    expect(await join(true)).toBe('not_allowed');
    await eve.close();
  });

  it('M3 leaving the match ends its chat for the one who leaves, and the other reads so', async () => {
    await ben.press('leave');
    await ben.ready('lobby');
    expect((await ben.bus('roomchat:end')).map(({ code }) => code)).toContain('match_ended');
    await ada.reads('Ben left');
    expect(await ben.page.evaluate(() => window.__demo.gametegra().match.current)).toBeNull();
    expect(new URL(ben.page.url()).searchParams.get('match')).toBeNull();
  });
});
