import { describe, expect, it } from 'vitest';
import { panelParts } from '../../../../src/overlay/view/panelParts.js';
import { intersect, placePanel, type PlaceRequest } from '../../../../src/overlay/view/placePanel.js';

const SAFE = { top: 0, right: 0, bottom: 0, left: 0 };
const request = (changes: Partial<PlaceRequest> = {}): PlaceRequest => ({
  visible: { x: 0, y: 0, width: 800, height: 600 }, safe: SAFE, position: 'bottom-left', width: 380, height: 260, margin: 12, unit: 1, ...changes,
});

describe('placePanel', () => {
  it('O7 stands in each corner and in the middle of an edge', () => {
    const at = (position: PlaceRequest['position']) => placePanel(request({ position }));
    expect(at('bottom-left')).toEqual({ x: 12, y: 328, width: 380, height: 260 });
    expect(at('bottom-right')).toMatchObject({ x: 408, y: 328 });
    expect(at('top-left')).toMatchObject({ x: 12, y: 12 });
    expect(at('top-right')).toMatchObject({ x: 408, y: 12 });
    expect(at('bottom')).toMatchObject({ x: 210, y: 328 });
    expect(at('top')).toMatchObject({ x: 210, y: 12 });
  });

  it('O5 takes the whole width of a phone held upright, within its safe area', () => {
    const panel = placePanel(request({ visible: { x: 0, y: 0, width: 390, height: 844 }, safe: { ...SAFE, bottom: 34, left: 20 } }));
    expect(panel).toEqual({ x: 20, y: 550, width: 358, height: 260 });
  });

  it('O5 stays above the keyboard and never leaves what is seen', () => {
    for (const height of [600, 300, 120, 10, 0]) {
      const panel = placePanel(request({ visible: { x: 5, y: 7, width: 300, height } }));
      expect(panel.height).toBeGreaterThanOrEqual(0);
      expect(panel.height).toBeLessThanOrEqual(height);
      if (height > 24) expect(panel.y + panel.height).toBeLessThanOrEqual(7 + height);
    }
  });

  it('O5 grows with the unit', () => {
    expect(placePanel(request({ unit: 1.5 }))).toEqual({ x: 18, y: 192, width: 570, height: 390 });
  });
});

describe('panelParts', () => {
  it('the parts do not overlap and fill the panel', () => {
    const { header, log, input } = panelParts(380, 260, 20, true);
    expect(header.y + header.height).toBe(log.y);
    expect(log.y + log.height).toBeLessThanOrEqual(input.y);
    expect(input.y + input.height).toBeLessThan(260);
    expect(panelParts(380, 40, 20, true).log.height).toBe(0);
  });
});

describe('intersect', () => {
  it('is what both share', () => {
    expect(intersect({ x: 0, y: 0, width: 10, height: 10 }, { x: 5, y: 8, width: 10, height: 10 })).toEqual({ x: 5, y: 8, width: 5, height: 2 });
    expect(intersect({ x: 0, y: 0, width: 10, height: 10 }, { x: 50, y: 0, width: 1, height: 1 }).width).toBe(0);
  });
});
