import type { Content, Presence } from '../protocol/messages.js';
import type { Command, Commands } from './model/commands.js';
import type { MuteList } from './model/muteList.js';
import { fill, type Texts } from './texts.js';

export interface CommandTools {
  texts: Texts;
  locale: string | undefined;
  mutes: MuteList;
  me: () => Presence;
  /** Who is here or has spoken lately. */
  people(): readonly Presence[];
  send(content: Content): void;
}

/** `/me`, `/mute`, `/unmute` and `/help`, with the game's own beside or instead of them. */
export function builtinCommands(tools: CommandTools, own: Readonly<Record<string, Command | false>> = {}): Commands {
  const { texts, mutes } = tools;
  const sameName = (name: string) => (who: Presence) => who.username.toLowerCase() === name.replace(/^@/, '').toLowerCase();
  const others = (): Presence[] => tools.people().filter((who) => who.userId !== tools.me().userId);
  const mutedPeople = (): Presence[] => [...mutes.users].map(([userId, username]) => ({ userId, username }));

  const ready: Record<string, Command> = {
    me: {
      about: texts.helpMe,
      args: texts.helpMeArgs,
      run(text) {
        if (text === '') return `/me ${texts.helpMeArgs}`;
        tools.send({ type: 'me', text });
      },
    },
    mute: {
      about: texts.helpMute,
      args: texts.helpNameArgs,
      complete: () => others().filter((who) => !mutes.has(who.userId)).map((who) => who.username),
      run(name) {
        if (name === '') {
          const names = new Intl.ListFormat(tools.locale).format(mutes.users.values());
          return mutes.users.size > 0 ? fill(texts.mutedList, { names }) : texts.nobodyMuted;
        }
        const who = others().find(sameName(name));
        if (!who) return fill(texts.notHere, { name });
        mutes.mute(who.userId, who.username);
        return fill(texts.muted, { name: who.username });
      },
    },
    unmute: {
      about: texts.helpUnmute,
      args: texts.helpNameArgs,
      complete: () => [...mutes.users.values()],
      run(name) {
        const found = mutedPeople().filter(sameName(name));
        if (found.length === 0) return fill(texts.notHere, { name });
        for (const who of found) mutes.unmute(who.userId);
        return fill(texts.unmuted, { name: found[0]!.username });
      },
    },
    help: {
      about: texts.helpHelp,
      run: () => [texts.helpTitle, ...Object.entries(all).sort().map(([name, { args, about }]) => `/${name}${args ? ` ${args}` : ''} – ${about}`)].join('\n'),
    },
  };
  const all: Record<string, Command> = {};
  for (const [name, command] of Object.entries({ ...ready, ...own })) if (command) all[name.toLowerCase()] = command;
  return all;
}
