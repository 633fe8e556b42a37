import type { LineRuns } from './model/lineRuns.js';
import type { LogLine } from './model/logLine.js';
import { senderColor } from './theme/senderColor.js';
import { worstPanel } from './theme/themes.js';
import type { LogView, LogViewContext, LogViewFactory } from './view/LogView.js';

/** Lines in the page while one is at the end. */
const KEPT = 200;

/**
 * The log as plain elements of the page: `openOverlay(handle, { logView: domLogView })`.
 * An example of a log view of one's own, and of use where a game wants to style its chat by CSS:
 * the parts have the classes `roomchat-panel`, `roomchat-header`, `roomchat-log`, `roomchat-line`, `roomchat-choice`.
 */
export const domLogView: LogViewFactory = (context: LogViewContext): LogView => {
  const { parent, state, actions, theme } = context;
  const panel = element('div', 'roomchat-panel', { position: 'absolute', inset: '0', boxSizing: 'border-box', background: theme.panel, opacity: String(theme.panelAlpha), border: `${theme.borderWidth}px solid ${theme.border}`, borderRadius: `${theme.radius}px` });
  const header = element('div', 'roomchat-header', { position: 'absolute', display: 'flex', gap: '14px', alignItems: 'center', boxSizing: 'border-box', padding: '0 12px', color: theme.soft });
  const log = element('div', 'roomchat-log', { position: 'absolute', overflowY: 'auto', boxSizing: 'border-box', padding: '4px 14px', color: theme.text, overflowWrap: 'anywhere', touchAction: 'pan-y' });
  const box = element('div', 'roomchat-input', { position: 'absolute', boxSizing: 'border-box', background: theme.input, border: `${theme.borderWidth}px solid ${theme.inputBorder}`, borderRadius: `${Math.min(8, theme.radius)}px` });
  const choices = element('div', 'roomchat-choices', { position: 'absolute', left: '8px', background: theme.input, border: `${theme.borderWidth}px solid ${theme.inputBorder}`, borderRadius: `${Math.min(8, theme.radius)}px`, color: theme.text, cursor: 'pointer' });
  // What is here twice is for the eye only: the overlay reads new lines out by itself.
  parent.setAttribute('aria-hidden', 'true');
  parent.append(panel, header, log, box, choices);
  const back = worstPanel(theme);
  const rows = new Map<LogLine, HTMLElement>();

  const rowOf = (line: LogLine): HTMLElement | null => {
    const said = context.runsOf(line);
    if (!said) return null;
    const row = element('div', 'roomchat-line', { padding: '2px 0', whiteSpace: 'pre-wrap', textAlign: said.align, background: said.mentionsMe ? theme.mentionBack : '' });
    row.dir = said.direction;
    row.append(...said.runs.map((run) => spanOf(run)));
    return row;
  };

  const spanOf = (run: LineRuns['runs'][number]): HTMLElement => {
    const strong = run.style === 'name' || run.style === 'me' || run.style === 'action';
    const colors: Partial<Record<typeof run.style, string>> = { time: theme.soft, soft: theme.soft, day: theme.soft, warning: theme.warning, error: theme.error, link: theme.link, action: theme.link, me: theme.mention };
    const span = element('span', `roomchat-${run.style}`, { color: run.userId === undefined ? colors[run.style] ?? theme.text : senderColor(run.userId, back), fontWeight: strong ? String(theme.boldWeight) : '' });
    span.textContent = run.text;
    const { action } = run;
    if (action) {
      span.style.cursor = 'pointer';
      span.addEventListener('click', () => actions.act(action));
    }
    return span;
  };

  const atEnd = (): boolean => log.scrollHeight - log.scrollTop - log.clientHeight < 8;
  log.addEventListener('scroll', () => {
    actions.setAtEnd(atEnd());
    if (log.scrollTop < 60 && state.active.hasOlder) actions.loadOlder();
  });

  return {
    place({ unit, parts }) {
      for (const [part, { x, y, width, height }] of [[header, parts.header], [log, parts.log], [box, parts.input]] as const) {
        Object.assign(part.style, { left: `${x * unit}px`, top: `${y * unit}px`, width: `${width * unit}px`, height: `${height * unit}px` });
      }
      choices.style.bottom = `${(parts.panel.height - parts.input.y + 4) * unit}px`;
      Object.assign(parent.style, { fontFamily: theme.fontFamily, fontSize: `${theme.fontSize * unit}px`, lineHeight: String(theme.lineHeight) });
    },

    render() {
      const stay = atEnd();
      const before = log.scrollHeight - log.scrollTop;
      const wanted = new Map<LogLine, HTMLElement>();
      for (const line of stay ? state.active.log.lines.slice(-KEPT) : state.active.log.lines) {
        const row = rows.get(line) ?? rowOf(line);
        if (row) wanted.set(line, row);
      }
      for (const [line, row] of rows) if (!wanted.has(line)) row.remove();
      let next: Element | null = log.firstElementChild;
      for (const row of wanted.values()) {
        if (row === next) next = next.nextElementSibling;
        else log.insertBefore(row, next);
      }
      rows.clear();
      for (const [line, row] of wanted) rows.set(line, row);
      log.scrollTop = stay ? log.scrollHeight : log.scrollHeight - before;
      actions.setAtEnd(atEnd());
      header.replaceChildren(...state.tabs.map((tab) => {
        const label = element('span', 'roomchat-tab', { cursor: 'pointer', color: tab === state.active ? theme.text : theme.soft });
        label.textContent = tab.unread > 0 ? `${tab.label} (${tab.unread})` : tab.label;
        label.addEventListener('click', () => actions.select(tab));
        return label;
      }));
      choices.replaceChildren(...(state.popup?.items ?? []).map((item, index) => {
        const choice = element('div', 'roomchat-choice', { padding: '4px 12px', background: index === state.popup?.selected ? theme.accent : '', color: index === state.popup?.selected ? theme.onAccent : theme.text });
        choice.textContent = item.label;
        choice.addEventListener('click', () => actions.choose(index));
        return choice;
      }));
      choices.style.display = state.popup ? '' : 'none';
      panel.style.opacity = String(state.idle ? theme.idleAlpha : theme.panelAlpha);
    },

    restyle() {
      for (const row of rows.values()) row.remove();
      rows.clear();
    },
    scroll(by) {
      if (by === 'end') log.scrollTop = log.scrollHeight;
      else if (by === 'start') log.scrollTop = 0;
      else log.scrollBy({ top: 'rows' in by ? by.rows * 20 : by.pages * log.clientHeight });
    },
    destroy() {
      parent.replaceChildren();
    },
  };
};

function element(tag: string, className: string, style: Partial<CSSStyleDeclaration>): HTMLElement {
  const made = document.createElement(tag);
  made.className = className;
  Object.assign(made.style, style);
  return made;
}
