import { afterEach, describe, expect, it, vi } from 'vitest';
import { createEmitter } from '../../../src/client/emitter.js';
import { expectSentence, thrownBy } from '../../helpers/errors.js';

type Events = { a: number; b: string };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('emitter', () => {
  it('E1 gives back an undo, which removes this handler only', () => {
    const { on, emit } = createEmitter<Events>();
    const seen: string[] = [];
    const undo = on('a', (data) => seen.push(`first ${data}`));
    on('a', (data) => seen.push(`second ${data}`));
    emit('a', 1);
    undo();
    undo();
    emit('a', 2);
    expect(seen).toEqual(['first 1', 'second 1', 'second 2']);
  });

  it('E1 has off, which leaves other events and handlers alone', () => {
    const { on, off, emit } = createEmitter<Events>();
    const handler = vi.fn();
    on('a', handler);
    on('b', handler);
    off('a', handler);
    off('a', () => {});
    emit('a', 1);
    emit('b', 'x');
    expect(handler.mock.calls).toEqual([['x']]);
  });

  it('calls one handler once, however often it was added', () => {
    const { on, emit } = createEmitter<Events>();
    const handler = vi.fn();
    const undo = on('a', handler);
    on('a', handler);
    emit('a', 1);
    expect(handler).toHaveBeenCalledTimes(1);
    undo();
    emit('a', 2);
    expect(handler).toHaveBeenCalledTimes(1);
  });

  it('E2 reports what a handler throws, and goes on with the others', () => {
    const reportError = vi.fn();
    vi.stubGlobal('reportError', reportError);
    const { on, emit } = createEmitter<Events>();
    const boom = new Error('boom');
    const after = vi.fn();
    on('a', () => {
      throw boom;
    });
    on('a', after);
    emit('a', 1);
    expect(after).toHaveBeenCalledWith(1);
    expect(reportError.mock.calls).toEqual([[boom]]);
  });

  it('E2 makes it an uncaught exception of its own task, where the platform has no reportError', () => {
    vi.useFakeTimers();
    vi.stubGlobal('reportError', undefined);
    const { on, emit } = createEmitter<Events>();
    on('a', () => {
      throw new Error('boom');
    });
    expect(() => emit('a', 1)).not.toThrow();
    expect(() => vi.runAllTimers()).toThrow('boom');
  });

  it('calls no handler that an earlier one of the same event has removed', () => {
    const { on, emit, clear } = createEmitter<Events>();
    const second = vi.fn();
    const third = vi.fn();
    let undoSecond = (): void => {};
    on('a', () => undoSecond());
    undoSecond = on('a', second);
    on('a', third);
    emit('a', 1);
    expect(second).not.toHaveBeenCalled();
    expect(third).toHaveBeenCalledTimes(1);
    on('b', clear);
    on('b', second);
    emit('b', 'x');
    expect(second).not.toHaveBeenCalled();
  });

  it('calls a handler added during an event from the next one on', () => {
    const { on, emit } = createEmitter<Events>();
    const late = vi.fn();
    on('a', () => void on('a', late));
    emit('a', 1);
    expect(late).not.toHaveBeenCalled();
    emit('a', 2);
    expect(late.mock.calls).toEqual([[2]]);
  });

  it.each([undefined, null, 'handler', {}, 5])('E1 refuses the handler %j', (handler) => {
    const { on } = createEmitter<Events>();
    expectSentence(thrownBy(() => on('a', handler as never)), 'invalid_option');
  });
});
