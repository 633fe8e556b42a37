/** What a player can do by writing `/name …`. */
export interface Command {
  /** One line for the list of commands. */
  about: string;
  /** What follows the name, as shown: `<name>`. */
  args?: string;
  /** `args` is what was written after the name, trimmed. What it returns is shown to the player only. */
  run(args: string): string | void | Promise<string | void>;
  /** What could be written after the name. */
  complete?(args: string): readonly string[];
}

export type Commands = Readonly<Record<string, Command>>;

/** What a line of input is. Two slashes begin a text with one. */
export type ParsedInput = { kind: 'text'; text: string } | { kind: 'command'; name: string; args: string };

export function parseInput(input: string): ParsedInput {
  const text = input.trim();
  if (!text.startsWith('/')) return { kind: 'text', text };
  if (text.startsWith('//')) return { kind: 'text', text: text.slice(1) };
  const [, name = '', args = ''] = /^\/(\S*)\s*([^]*)$/.exec(text) ?? [];
  return { kind: 'command', name: name.toLowerCase(), args };
}

/** What could stand in place of `from` to `to`. */
export interface Completion {
  from: number;
  to: number;
  items: readonly { insert: string; label: string; detail?: string }[];
}

/** Commands after a slash, their arguments, and names after an `@`. Null where nothing fits. */
export function completeInput(text: string, caret: number, commands: Commands, names: readonly string[]): Completion | null {
  const before = text.slice(0, caret);
  const command = /^\/(\S*)$/.exec(before);
  if (command && !before.startsWith('//')) {
    const items = Object.keys(commands)
      .filter((name) => startsWith(name, command[1]!))
      .sort()
      .map((name) => {
        const { args, about } = commands[name]!;
        return { insert: `/${name} `, label: args ? `/${name} ${args}` : `/${name}`, detail: about };
      });
    return items.length > 0 ? { from: 0, to: caret, items } : null;
  }
  const withArgs = /^\/(\S+)\s+([^]*)$/.exec(before);
  if (withArgs) {
    const args = withArgs[2]!;
    const found = (commands[withArgs[1]!.toLowerCase()]?.complete?.(args) ?? []).filter((each) => startsWith(each, args) && each !== args);
    if (found.length > 0) return { from: caret - args.length, to: caret, items: found.map((each) => ({ insert: each, label: each })) };
  }
  const mention = /(?:^|[\s(])@([^@]{0,32})$/u.exec(before);
  if (mention) {
    const found = names.filter((name) => startsWith(name, mention[1]!));
    if (found.length > 0) return { from: caret - mention[1]!.length - 1, to: caret, items: found.map((name) => ({ insert: `@${name} `, label: `@${name}` })) };
  }
  return null;
}

function startsWith(text: string, start: string): boolean {
  return text.toLowerCase().startsWith(start.toLowerCase());
}
