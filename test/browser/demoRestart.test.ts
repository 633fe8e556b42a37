import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../helpers/browser.js';
import { openDemo, type DemoPlayer } from '../helpers/demoPage.js';
import { startDemoServer, type DemoServer } from '../helpers/demoServer.js';

describe('a match in the demo while its server goes and comes back', () => {
  let server: DemoServer;
  let browser: Browser;
  let ada: DemoPlayer;
  let ben: DemoPlayer;

  beforeAll(async () => {
    server = await startDemoServer();
    browser = await launchBrowser();
    ada = await openDemo(browser, server.url, { name: 'Ada', match: 'GLOW' });
    await ada.ready('match');
    ben = await openDemo(browser, server.url, { name: 'Ben', match: 'GLOW' });
    await ben.ready('match');
    await ada.reads('Ben joined');
  });
  afterAll(async () => {
    await browser?.close();
    await server?.stop();
  });

  const backInMatch = (player: DemoPlayer) => player.page.waitForFunction(() => window.__demo.connected() && window.__demo.chat().chat?.state === 'connected');
  const said = async (player: DemoPlayer) => (await player.bus('roomchat:message')).map(({ content }) => content);

  it('P4 a reload within the grace time shows the other neither a leave nor a join', async () => {
    const before = (await ada.bus('roomchat:presence')).length;
    await ben.reload();
    await ben.ready('match');
    await ben.say('here again');
    await ada.reads('Ben: here again');
    expect(await ada.bus('roomchat:presence')).toHaveLength(before);
    expect(await ada.has('Ben left')).toBe(false);
    expect(await ada.page.evaluate(() => window.__demo.players().length)).toBe(2);
  });

  it.each(['SIGTERM', 'SIGKILL'] as const)('R1 through a restart by %s the overlay says that it reconnects, and what was typed meanwhile goes out', async (signal) => {
    const before = await ada.me();
    const code = await server.end(signal);
    expect(code).toBe(signal === 'SIGTERM' ? 0 : 'SIGKILL');
    await ada.reads('Connection lost. Reconnecting…');
    await ada.say(`typed during ${signal}`);
    await ada.reads(`typed during ${signal}`);
    await server.start();
    await Promise.all([backInMatch(ada), backInMatch(ben)]);
    await ben.reads(`Ada: typed during ${signal}`);
    // The chat went on: it neither ended nor was opened anew, which would bring the line with the join.
    for (const player of [ada, ben]) expect(await player.bus('roomchat:end')).toEqual([]);
    expect((await said(ben)).filter((content) => content === `typed during ${signal}`)).toHaveLength(1);
    // They stand where they stood, and the match has its code and its two players.
    expect(await ada.me()).toEqual(before);
    await ada.page.waitForFunction(() => window.__demo.players().length === 2);
    expect(await ada.page.evaluate(() => window.__demo.gametegra().match.current)).toBe('GLOW');
  });

  it('R6 what was said before and during the restarts is there after a reload, in order', async () => {
    await ada.reload();
    await ada.ready('match');
    const history = await ada.page.evaluate(async () => (await window.__demo.chat().chat!.getHistory()).messages.map(({ sender, content }) => `${sender}: ${content as string}`));
    expect(history).toEqual(['Ben: here again', 'Ada: typed during SIGTERM', 'Ada: typed during SIGKILL']);
    for (const line of history) await ada.reads(line);
  });

  it('R1 the lobby, too, comes back by itself', async () => {
    await ben.press('leave');
    await ben.ready('lobby');
    await server.end('SIGKILL');
    await ben.reads('Connection lost. Reconnecting…');
    await server.start();
    await ben.say('still in the lobby');
    await ben.reads('still in the lobby');
    await ben.page.waitForFunction(() => window.__demo.chat().chat?.state === 'connected');
    expect(await ben.page.evaluate(async () => (await window.__demo.chat().chat!.getHistory()).messages.map(({ content }) => content))).toEqual(['still in the lobby']);
  });
});
