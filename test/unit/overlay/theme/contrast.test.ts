import { describe, expect, it } from 'vitest';
import { blend, contrast } from '../../../../src/overlay/theme/contrast.js';
import { senderColor } from '../../../../src/overlay/theme/senderColor.js';
import { THEMES, worstPanel, type Theme, type ThemeName } from '../../../../src/overlay/theme/themes.js';

const AA = 4.5;
const AA_SHAPES = 3;

describe('contrast', () => {
  it('is that of WCAG', () => {
    expect(contrast('#000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(blend('#000000', 0.5, '#ffffff')).toBe('#808080');
  });
});

describe.each(Object.entries(THEMES) as [ThemeName, Theme][])('theme %s', (_name, theme) => {
  const grounds = {
    panel: worstPanel(theme),
    'line in compact mode': worstPanel(theme, theme.lineAlpha),
  };

  it.each(Object.entries(grounds))('O6 every text meets AA on the %s, over the worst game picture', (_ground, back) => {
    for (const key of ['text', 'soft', 'link', 'mention', 'warning', 'error'] as const) {
      expect(contrast(theme[key], back), `${key} ${theme[key]} on ${back}`).toBeGreaterThanOrEqual(AA);
    }
  });

  it('O6 texts on other grounds of the panel meet AA', () => {
    const pairs: [keyof Theme, keyof Theme][] = [
      ['text', 'input'], ['soft', 'input'], ['warning', 'input'], ['error', 'input'], ['onAccent', 'accent'],
      ['text', 'mentionBack'], ['mention', 'mentionBack'], ['soft', 'mentionBack'], ['link', 'mentionBack'],
      // Letters whose ground is their own outline, once the panel has faded.
      ['text', 'panel'], ['soft', 'panel'], ['link', 'panel'],
    ];
    for (const [text, back] of pairs) {
      expect(contrast(String(theme[text]), String(theme[back])), `${text} on ${back}`).toBeGreaterThanOrEqual(AA);
    }
  });

  it('O6 the focus ring and the dot of the connection stand out', () => {
    expect(contrast(theme.accent, worstPanel(theme))).toBeGreaterThanOrEqual(AA_SHAPES);
  });

  it('O2 O6 every sender has a colour that meets AA', () => {
    const back = worstPanel(theme, Math.min(theme.panelAlpha, theme.lineAlpha));
    const colors = new Set<string>();
    for (let index = 0; index < 500; index++) {
      const color = senderColor(`user-${index}`, back);
      colors.add(color);
      expect(contrast(color, back), color).toBeGreaterThanOrEqual(AA);
      expect(contrast(color, theme.mentionBack), `${color} in a mention`).toBeGreaterThanOrEqual(AA_SHAPES);
      expect(senderColor(`user-${index}`, back)).toBe(color);
    }
    expect(colors.size).toBeGreaterThanOrEqual(20);
  });
});
