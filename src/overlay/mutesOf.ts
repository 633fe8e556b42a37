import { createMuteList, type MuteList } from './model/muteList.js';

const lists = new WeakMap<object, MuteList>();

/** The one list of muted players of a game, kept in the browser. */
export function mutesOf(game: object): MuteList {
  let list = lists.get(game);
  if (!list) lists.set(game, (list = createMuteList(storage())));
  return list;
}

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    return undefined;
  }
}
