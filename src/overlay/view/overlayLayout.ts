import type * as Phaser from 'phaser';
import type { InputPlace } from '../input/InputView.js';
import type { OverlayState } from '../model/overlayState.js';
import type { ResolvedOptions } from '../resolveOptions.js';
import { canvasRatio } from './canvasRatio.js';
import type { DomRoot } from './domRoot.js';
import type { PanelPlace } from './LogView.js';
import { panelParts } from './panelParts.js';
import { placePanel } from './placePanel.js';

/** Where panel and input go now; the same for what is drawn and what is in the page. */
export function overlayLayout(game: Phaser.Game, dom: DomRoot, settings: ResolvedOptions, state: OverlayState): PanelPlace & { input: InputPlace } {
  const { theme, touch } = settings;
  const { canvas } = game;
  const { visible, safe } = dom.visibleArea();
  const ratio = canvasRatio(canvas);
  const unit = settings.unit(Math.min(ratio.x, ratio.y));
  const panel = placePanel({ ...settings, visible, safe, unit });
  if (settings.surface === 'game') {
    // Whole pixels of the game's canvas: drawing and input begin at the same place.
    panel.x = Math.round(panel.x * ratio.x) / ratio.x;
    panel.y = Math.round(panel.y * ratio.y) / ratio.y;
  }
  const parts = panelParts(panel.width / unit, panel.height / unit, theme.fontSize * theme.lineHeight, state.hasQuick);
  const open = state.mode === 'full' || state.focused;
  const box = open ? { ...parts.input, width: parts.input.width - parts.quick.width } : parts.button;
  return {
    panel,
    unit,
    parts,
    input: {
      x: box.x * unit,
      y: box.y * unit,
      width: box.width * unit,
      height: box.height * unit,
      fontSize: theme.fontSize * unit,
      end: theme.fontSize * unit * (parts.quick.width > 0 ? 0.7 : 3),
      look: open ? 'shown' : touch ? 'bare' : 'hidden',
    },
  };
}
