import type { InputView } from './input/InputView.js';
import { completeInput, parseInput, type Commands } from './model/commands.js';
import { createInputHistory } from './model/inputHistory.js';
import type { OverlayModel } from './model/overlayModel.js';
import type { ResolvedOptions } from './resolveOptions.js';
import { fill, plural } from './texts.js';
import type { LogView } from './view/LogView.js';

export interface TypingTools {
  model: OverlayModel;
  settings: ResolvedOptions;
  commands: Commands;
  names(): readonly string[];
  input: () => InputView;
  view: () => LogView;
  blur(): void;
  /** For those who cannot see that a text is too long. */
  say(text: string): void;
  /** Goes to the chat so many tabs on. */
  nextTab(by: number): void;
}

export interface Typing {
  changed(text: string): void;
  /** A key in the input; true where it was the overlay's. */
  pressed(event: KeyboardEvent): boolean;
  /** A key of a popup that is open; true where it took it. */
  popupKey(key: string): boolean;
  submit(): void;
}

/** What typing does: completion, commands, history, sending. */
export function createTyping({ model, settings, commands, names, input, view, blur, say, nextTab }: TypingTools): Typing {
  const history = createInputHistory();
  const { texts, keys } = settings;
  /** Set while a text is put there by a key, so that it opens no completion. */
  let quiet = false;

  const complete = (text: string): void => {
    const { popup } = model;
    const field = input();
    const found = !quiet && field.focused ? completeInput(text, field.caret, commands, names()) : null;
    if (!found) {
      if (popup?.kind === 'complete') model.setPopup(null);
      return;
    }
    const items = found.items.slice(0, 30).map(({ insert, ...item }) => ({
      ...item,
      run() {
        model.setPopup(null);
        field.focus();
        field.insert(insert, found);
      },
    }));
    model.setPopup({ kind: 'complete', items, selected: 0 });
  };

  /** The chosen completion is what already stands there: Enter is meant for the whole line. */
  const isWritten = (): boolean => {
    const label = model.popup?.items[model.popup.selected]?.label;
    if (label === undefined) return false;
    const word = input().text.slice(0, input().caret);
    return word.toLowerCase().endsWith(label.split(' <')[0]!.toLowerCase());
  };

  const run = async (name: string, args: string): Promise<void> => {
    const tab = model.active;
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    try {
      const said = command ? await command.run(args.trim()) : fill(texts.noCommand, { name });
      if (said) tab.log.system(said, command ? 'info' : 'warning');
    } catch (error) {
      tab.log.system(fill(texts.commandFailed, { name, reason: error instanceof Error ? error.message : String(error) }), 'warning');
    }
    model.wake();
  };

  const recall = (text: string | undefined): void => {
    if (text === undefined) return;
    quiet = true;
    input().text = text;
    quiet = false;
  };

  const typing: Typing = {
    changed(text) {
      model.active.draft = text;
      model.setLength([...text].length);
      complete(text);
    },

    popupKey(key) {
      const { popup } = model;
      if (!popup) return false;
      const { items, selected, kind } = popup;
      if (kind === 'quick' && /^[0-9]$/.test(key)) items[(Number(key) + 9) % 10]?.run();
      else if (key === 'Escape') model.setPopup(null);
      else if (kind === 'complete' && key === 'Tab') items[selected]?.run();
      else if (!model.focused) return false;
      else if (key === 'ArrowUp' || key === 'ArrowDown') model.movePopup(key === 'ArrowUp' ? -1 : 1);
      else if (key === 'Enter' && !(kind === 'complete' && isWritten())) items[selected]?.run();
      else return false;
      return true;
    },

    pressed(event) {
      const { key } = event;
      if (typing.popupKey(key)) return true;
      if (key === 'Enter') typing.submit();
      else if (keys.leave.includes(key.length === 1 ? key.toLowerCase() : key)) blur();
      else if (key === 'ArrowUp') recall(history.older(input().text));
      else if (key === 'ArrowDown') recall(history.newer());
      else if (key === 'PageUp' || key === 'PageDown') view().scroll?.({ pages: key === 'PageUp' ? -1 : 1 });
      else if (key === 'Home' && event.ctrlKey) view().scroll?.('start');
      else if (key === 'End' && event.ctrlKey) view().scroll?.('end');
      else if (key === 'Tab' && model.tabs.length > 1) nextTab(event.shiftKey ? -1 : 1);
      else return false;
      return true;
    },

    submit() {
      const field = input();
      const line = parseInput(field.text);
      const over = [...field.text.trim()].length - settings.maxLength;
      if (over > 0) return say(plural(texts.tooLong, over, settings.locale));
      if (model.active.ended) return;
      const empty = line.kind === 'text' && line.text === '';
      if (!empty) {
        history.add(field.text.trim());
        model.setPopup(null);
        recall('');
        if (line.kind === 'command') void run(line.name, line.args);
        else model.active.send(line.text);
        view().scroll?.('end');
      }
      if (empty || settings.afterSend === 'leave') blur();
    },
  };
  return typing;
}
