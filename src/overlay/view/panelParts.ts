export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The parts of a panel, from its corner. */
export interface PanelParts {
  panel: Box;
  header: Box;
  log: Box;
  input: Box;
  /** Within the input, for phrases; without size where there are none. */
  quick: Box;
  /** Within the header, to the other mode. */
  mode: Box;
  /** What one presses where only lines are shown, by touch. */
  button: Box;
}

const PADDING = 8;
const HEADER = 30;

const BUTTON = 44;

/** Divides a panel; all lengths in units. */
export function panelParts(width: number, height: number, lineHeight: number, hasQuick: boolean): PanelParts {
  const inputHeight = Math.round(lineHeight + 14);
  const top = HEADER;
  const input = { x: PADDING, y: height - PADDING - inputHeight, width: width - 2 * PADDING, height: inputHeight };
  return {
    panel: { x: 0, y: 0, width, height },
    header: { x: 0, y: 0, width, height: top },
    log: { x: 0, y: top, width, height: Math.max(0, input.y - 6 - top) },
    input,
    quick: { ...input, x: input.x + input.width - inputHeight, width: hasQuick ? inputHeight : 0 },
    mode: { x: width - 32, y: 0, width: 26, height: top },
    button: { x: 0, y: height - BUTTON, width: BUTTON, height: BUTTON },
  };
}

export function inside(box: Box, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}
