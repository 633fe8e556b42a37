import { describe, expect, it } from 'vitest';
import { createGametegra } from '../../../src/client/createGametegra.js';
import { DEFAULT_TIMING, resolveTiming, type SessionTiming } from '../../../src/client/timing.js';

describe('timing', () => {
  it('is the default where nothing else is said', () => {
    expect(resolveTiming()).toEqual(DEFAULT_TIMING);
    expect(resolveTiming({ joinBudgetMs: 5, reconnectBudgetMs: Infinity } )).toEqual({ ...DEFAULT_TIMING, joinBudgetMs: 5, reconnectBudgetMs: Infinity });
    expect(resolveTiming({ joinBudgetMs: undefined } as unknown as SessionTiming)).toEqual(DEFAULT_TIMING);
  });

  it.each([
    [{ joinBudget: 5 }, 'unable to connect; there is no timing "joinBudget"; use connectTimeoutMs, joinBudgetMs, reconnectBudgetMs, sendTimeoutMs, outboxSize'],
    [{ joinBudgetMs: 0 }, 'unable to connect; timing.joinBudgetMs is 0; give a number above 0'],
    [{ outboxSize: NaN }, 'unable to connect; timing.outboxSize is NaN; give a number above 0'],
    [{ sendTimeoutMs: '5 s' }, 'unable to connect; timing.sendTimeoutMs is 5 s; give a number above 0'],
    [7, 'unable to connect; timing is no object; give an object with connectTimeoutMs, joinBudgetMs, reconnectBudgetMs, sendTimeoutMs, outboxSize'],
    [null, 'unable to connect; timing is no object; give an object with connectTimeoutMs, joinBudgetMs, reconnectBudgetMs, sendTimeoutMs, outboxSize'],
  ])('that cannot be is refused before anything is opened: %j', (timing, sentence) => {
    const open = (): unknown => createGametegra({ endpoint: 'ws://unused', appId: 'test', guest: { username: 'Ada' }, timing: timing as Partial<SessionTiming> });
    expect(open).toThrow(expect.objectContaining({ code: 'invalid_option', message: sentence }));
  });
});
