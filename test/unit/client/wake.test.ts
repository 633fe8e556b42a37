// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest';
import { browserWake } from '../../../src/client/wake.js';

afterEach(() => {
  vi.restoreAllMocks();
});

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
  document.dispatchEvent(new Event('visibilitychange'));
}

it('R1 wakes when the page is online or visible again, and not when it is hidden', () => {
  const wake = vi.fn();
  const undo = browserWake(wake);
  show('hidden');
  expect(wake).toHaveBeenCalledTimes(0);
  show('visible');
  expect(wake).toHaveBeenCalledTimes(1);
  window.dispatchEvent(new Event('online'));
  expect(wake).toHaveBeenCalledTimes(2);
  window.dispatchEvent(new Event('pageshow'));
  expect(wake).toHaveBeenCalledTimes(3);
  undo();
  show('visible');
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('pageshow'));
  expect(wake).toHaveBeenCalledTimes(3);
});
