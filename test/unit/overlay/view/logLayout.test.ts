import { describe, expect, it } from 'vitest';
import { createChatLog } from '../../../../src/overlay/model/chatLog.js';
import type { LogLine } from '../../../../src/overlay/model/logLine.js';
import type { LineLayout } from '../../../../src/overlay/view/lineLayout.js';
import { createLogLayout } from '../../../../src/overlay/view/logLayout.js';
import type { ChatMessage } from '../../../../src/protocol/messages.js';

const VIEW = 200;

function message(seq: number): ChatMessage {
  return { id: `e-${seq}`, seq, sender: 'bo', senderId: 'u-bo', content: `m${seq}`, createTime: new Date(1e12 + seq * 1_000).toISOString() };
}

/** Lines of 10 to 60, estimated at 20: never right. */
function heightOf(line: LogLine): number {
  return line.kind === 'message' ? 10 + ((line.message.seq * 37) % 6) * 10 : 20;
}

function setup(count: number) {
  const log = createChatLog({ userId: 'u-me', now: () => 1e12 });
  for (let seq = 1_001; seq <= 1_000 + count; seq++) log.append(message(seq));
  let wraps = 0;
  const wrap = (line: LogLine): LineLayout => {
    wraps++;
    return { rows: 1, height: heightOf(line), left: 0, right: 10, direction: 'ltr', mentionsMe: false, texts: [] };
  };
  const layout = createLogLayout(log, wrap, () => 20, false);
  const seen = (): Map<string, number> =>
    new Map(layout.visible(VIEW).map(({ line, y }) => [line.kind === 'message' ? line.message.id : line.kind, y]));
  layout.visible(VIEW);
  return { log, layout, seen, wraps: () => wraps };
}

describe('logLayout', () => {
  it('O2 wraps only what is in sight, however long the log', () => {
    const { seen, wraps } = setup(5_000);
    const lines = seen();
    expect([...lines.keys()].at(-1)).toBe('e-6000');
    expect(wraps()).toBeLessThan(30);
  });

  it('lines in sight stand one below the other without a hole, the last at the bottom', () => {
    const { log, layout } = setup(300);
    for (const by of [0, -37, -400, 90, -2_000, 5_000]) {
      layout.scroller.by(by);
      const shown = layout.visible(VIEW);
      for (const [index, line] of shown.entries()) {
        const next = shown[index + 1];
        if (next) expect(next.y).toBe(line.y + heightOf(line.line));
      }
      expect(shown[0]!.y).toBeLessThanOrEqual(0);
      const last = shown.at(-1)!;
      expect(last.y + heightOf(last.line)).toBeGreaterThanOrEqual(VIEW);
    }
    expect(layout.visible(VIEW).at(-1)!.line).toBe(log.lines.at(-1));
  });

  it('O2 scrolling up by one row moves what is seen by one row, though estimates above are wrong', () => {
    const { layout, seen } = setup(400);
    let before = seen();
    for (let step = 0; step < 100; step++) {
      layout.scroller.by(-15);
      const after = seen();
      const shared = [...before.keys()].filter((id) => after.has(id));
      expect(shared.length).toBeGreaterThan(0);
      for (const id of shared) expect(after.get(id)! - before.get(id)!).toBe(15);
      before = after;
    }
  });

  it('O2 older pages come in above without a jump', () => {
    const { log, layout, seen } = setup(60);
    layout.scroller.to(0);
    const before = seen();
    log.prepend(Array.from({ length: 100 }, (_, index) => message(901 + index)));
    const after = seen();
    for (const [id, y] of before) expect(after.get(id)).toBe(y);
    layout.scroller.by(-30);
    expect(seen().get('e-1001')).toBe(before.get('e-1001')! + 30);
  });

  it('O2 new lines below do not move a reader who scrolled up', () => {
    const { log, layout, seen } = setup(60);
    layout.scroller.by(-300);
    const before = seen();
    for (let seq = 2_000; seq < 2_050; seq++) log.append(message(seq));
    expect(seen()).toEqual(before);
    expect(layout.scroller.atEnd).toBe(false);
  });

  it('T5 a line deleted above does not move what is seen', () => {
    const { log, layout, seen } = setup(60);
    layout.scroller.by(-300);
    const before = seen();
    log.remove([1_005]);
    expect(seen()).toEqual(before);
  });

  it('a short log stands at the bottom', () => {
    const { log, layout } = setup(2);
    const shown = layout.visible(VIEW);
    const last = shown.at(-1)!;
    expect(last.line).toBe(log.lines.at(-1));
    expect(last.y + heightOf(last.line)).toBe(VIEW);
  });

  it('an empty log shows nothing', () => {
    expect(setup(0).layout.visible(VIEW)).toEqual([]);
  });

  it('O5 after another width the reader is at the same line', () => {
    const { layout, seen } = setup(200);
    layout.scroller.by(-1_000);
    const first = [...seen().keys()][0];
    layout.invalidate();
    expect([...seen().keys()][0]).toBe(first);
  });
});
