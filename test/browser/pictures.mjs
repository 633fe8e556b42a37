// Makes docs/images/gallery.png: every theme in every mode, in the scripts that chats are written in.
//   npm run pictures
import { join } from 'node:path';
import { importTs } from '../bench/lib/importTs.mjs';

const root = join(import.meta.dirname, '../..');
const SIZE = { width: 400, height: 300 };
const THEMES = ['dark', 'light', 'pixel'];
const MODES = ['full', 'compact'];

const me = { userId: 'u-me', username: 'Ada' };
const said = (userId, username, content) => ({ sender: { userId, username }, content });
const TALK = {
  Latin: [
    said('u-bo', 'Bo', 'gg! that jump over the river was close'),
    said('u-ida', 'Ída Çelik', 'À gauche, s’il te plaît – schöne Grüße an @Ada'),
    said('u-me', 'Ada', 'on my way, see https://example.com/map'),
    said('u-bo', 'Bo', { type: 'me', text: 'waves' }),
    said('u-ida', 'Ída Çelik', 'Antidisestablishmentarianism_and_other_long_words_that_no_row_can_hold_at_once'),
  ],
  CJK: [
    said('u-yuki', '雪', 'みんな、左の森に集まって!「黄金の宝石」はまだ取られていないよ。'),
    said('u-li', '李娜', '好的,我马上过去。你们先守住桥,别让对面过河!'),
    said('u-min', '민준', '좋아요, 다리에서 만나요. @Ada 님도 같이 가요!'),
    said('u-me', 'Ada', '了解です'),
  ],
  Emoji: [
    said('u-bo', 'Bo', '🎉🎉 we won 🏆'),
    said('u-ida', 'Ída', 'family 👨‍👩‍👧‍👦, flags 🇯🇵🇧🇷, skin 👍🏽, heart ❤️'),
    said('u-me', 'Ada', '😀😃😄😁😆😅😂🤣😊😇🙂🙃😉😌😍🥰😘😗😙😚😋😛😝😜🤪'),
    said('u-bo', 'Bo', '1️⃣ more? 🔁'),
  ],
  Arabic: [
    said('u-layla', 'ليلى', 'مرحباً بالجميع، من يريد أن يلعب جولة أخرى؟'),
    said('u-noa', 'נועה', 'אני בפנים, ניפגש ליד הגשר בעוד 2 דקות'),
    said('u-layla', 'ليلى', '@Ada تعالي إلى اليسار قرب النهر now'),
    said('u-me', 'Ada', 'coming!'),
  ],
};

const { launchBrowser } = await importTs('test/helpers/browser.ts');
const { openPage } = await importTs('test/browser/fixtures/overlay/openPage.ts');
const browser = await launchBrowser();
try {
  const cells = [];
  for (const theme of THEMES) {
    for (const mode of MODES) {
      for (const [script, talk] of Object.entries(TALK)) cells.push({ title: `${theme}, ${mode}, ${script}`, image: await picture({ theme, mode, talk }) });
    }
  }
  const page = await browser.newPage({ viewport: { width: 4 * (SIZE.width + 12) + 12, height: 800 } });
  await page.setContent(sheet(cells));
  await page.screenshot({ path: join(root, 'docs/images/gallery.png'), fullPage: true });
  console.log(`Wrote docs/images/gallery.png: ${cells.length} pictures`);
} finally {
  await browser.close();
}

async function picture({ theme, mode, talk }) {
  const setup = { ...SIZE, renderer: 'WEBGL', rooms: [{ user: me, others: [{ userId: 'u-bo', username: 'Bo' }] }], options: { theme, mode, idleAfter: false, lineTime: 600_000, width: 360, height: 240, locale: 'en-GB' } };
  const { page, errors, close } = await openPage(browser, setup, { viewport: SIZE });
  try {
    await page.evaluate(async (lines) => {
      for (const { content, sender } of lines) window.rig.handles[0].receive(content, sender);
      await window.rig.frames(40);
    }, talk);
    if (errors.length > 0) throw new Error(`unable to take a picture; the page says: ${errors.join(' ')}`);
    return (await page.screenshot()).toString('base64');
  } finally {
    await close();
  }
}

function sheet(cells) {
  const figures = cells.map(({ title, image }) => `<figure><img src="data:image/png;base64,${image}"><figcaption>${title}</figcaption></figure>`);
  return `<!doctype html><meta charset="utf-8"><style>body{margin:12px;background:#222;color:#ccc;font:13px sans-serif;display:grid;grid-template-columns:repeat(4,${SIZE.width}px);gap:12px}figure{margin:0}img{display:block;width:${SIZE.width}px}</style>${figures.join('')}`;
}
