import { RoomChatError } from '../protocol/errors.js';
import type { EndEvent } from '../protocol/messages.js';
import { belongsToMatch, parseRoomName } from '../protocol/names.js';
import type { Invite, Snapshot } from '../protocol/wire.js';
import type { Clock } from '../protocol/clock.js';
import { createHandle, type HandleControl } from './handle.js';
import type { RoomSession, SessionEvents, SessionListener } from './roomSession.js';
import type { HandleEvent, JoinOptions, RoomChat, RoomChatHandle } from './types.js';

type FullOptions = Required<JoinOptions>;

export interface RoomChatControl {
  readonly roomChat: RoomChat;
  /** Ends a handle, but keeps its room open for a while, should another handle want it. */
  release(handle: RoomChatHandle, lingerMs: number): void;
  /** The room is joined already. */
  isOpen(roomName: string): boolean;
  /** Joins the room of a whisper. */
  joinWhisper(roomName: string): Promise<RoomChatHandle>;
  /** Ends a room with all its handles; with that of a match its channels. */
  endRoom(roomName: string, event: EndEvent): void;
  /** Tries at once where a room, or a channel of it, waits to reconnect. */
  hurry(roomName: string): void;
  close(): void;
}

export interface RoomChatOptions {
  clock: Clock;
  /** The room of the current match, or null. */
  matchRoomName(): string | null;
  openSession(roomName: string, options: FullOptions, emit: SessionListener): RoomSession;
  publish<E extends Exclude<keyof SessionEvents, 'invite'>>(session: RoomSession, event: E, data: SessionEvents[E]): void;
  /** This client opens the room of a whisper with that user. */
  onWhisper(roomName: string, userId: string): void;
  onInvite(invite: Invite): void;
}

/** A room with its handles; it closes when neither a handle nor a join nor a linger needs it. */
interface Entry {
  session: RoomSession;
  options: FullOptions;
  handles: Set<HandleControl>;
  joining: number;
  linger: unknown;
  /** The first snapshot serves the first handle only: it ages. */
  first: Promise<Snapshot> | null;
}

/** The same for both sides, so that they never conflict. Two need no presence. */
const WHISPER: FullOptions = { persistence: true, hidden: true };

const left = (): EndEvent => ({ code: 'left', reason: 'you left the room' });

export function createRoomChat({ clock, matchRoomName, openSession, publish, onWhisper, onInvite }: RoomChatOptions): RoomChatControl {
  const entries = new Map<string, Entry>();
  const owners = new WeakMap<RoomChatHandle, { entry: Entry; control: HandleControl }>();
  /** Whispers that were opened from a handle: a scene's end releases them with it. */
  const whispersOf = new WeakMap<RoomChatHandle, RoomChatHandle[]>();
  let closed = false;

  function open(roomName: string, options: FullOptions): Entry {
    const entry: Entry = { options, handles: new Set(), joining: 0, linger: null, first: null, session: null! };
    entry.session = openSession(roomName, options, (event, data) => {
      if (event === 'end') return ended(entry, data as EndEvent);
      if (event === 'invite') return onInvite(data as Invite);
      if (event !== 'state' && event !== 'deleted') {
        for (const control of [...entry.handles]) control.receive(event as HandleEvent, data as never);
      }
      publish(entry.session, event as Exclude<typeof event, 'invite'>, data as never);
    });
    entry.first = entry.session.ready;
    entries.set(roomName, entry);
    return entry;
  }

  function ended(entry: Entry, event: EndEvent): void {
    forget(entry);
    for (const control of [...entry.handles]) control.end(event);
    entry.handles.clear();
    publish(entry.session, 'end', event);
  }

  function forget(entry: Entry): void {
    stay(entry);
    if (entries.get(entry.session.roomName) === entry) entries.delete(entry.session.roomName);
  }

  function closeIfUnused(entry: Entry, lingerMs = 0): void {
    if (isWanted(entry) || entry.session.ended) return;
    const close = (): void => entry.session.close(left());
    if (lingerMs === 0) return close();
    stay(entry);
    entry.linger = clock.setTimeout(close, lingerMs);
  }

  /** It is not to close by itself any more. */
  function stay(entry: Entry): void {
    if (entry.linger !== null) clock.clearTimeout(entry.linger);
    entry.linger = null;
  }

  async function join(roomName: string, options: FullOptions): Promise<RoomChatHandle> {
    const known = entries.get(roomName);
    if (known && !sameOptions(known.options, options)) {
      // What only lingers is nobody's: it makes way.
      if (!isWanted(known)) known.session.close(left());
      else throw new RoomChatError('options_conflict', `unable to join "${roomName}"; it is joined already with other options; leave it first, or join with the same persistence and hidden`);
    }
    const entry = entries.get(roomName) ?? open(roomName, options);
    stay(entry);
    entry.joining++;
    // From now on, so that nothing falls between the snapshot and the handle.
    const missed: [HandleEvent, never][] = [];
    const catcher = { receive: (event: HandleEvent, data: never) => void missed.push([event, data]), end() {} } as unknown as HandleControl;
    entry.handles.add(catcher);
    try {
      const { first } = entry;
      entry.first = null;
      // A second join during the first waits for the room to be open, and asks for a snapshot of its own.
      const snapshot = await (first ?? entry.session.ready.then(() => entry.session.snapshot()));
      // Both may have arrived in one go.
      if (entry.session.ended) throw new RoomChatError('left', `unable to join "${roomName}"; the room has ended: ${entry.session.ended.reason}; join it again`);
      const control: HandleControl = createHandle({
        session: entry.session, snapshot, clock,
        onLeave() {
          entry.handles.delete(control);
          closeIfUnused(entry);
        },
        whisper: (userId) => whisperFrom(control.handle, entry.session, userId),
      });
      entry.handles.add(control);
      // Who came and went is in `presences` already.
      for (const [event, data] of missed) if (event !== 'presence') control.receive(event, data);
      owners.set(control.handle, { entry, control });
      return control.handle;
    } catch (error) {
      if (entry.session.ended) forget(entry);
      throw error;
    } finally {
      entry.joining--;
      entry.handles.delete(catcher);
      closeIfUnused(entry);
    }
  }

  async function whisperFrom(handle: RoomChatHandle, session: RoomSession, userId: string): Promise<RoomChatHandle> {
    const { roomName } = await session.whisper(userId);
    onWhisper(roomName, userId);
    const whisper = await join(roomName, WHISPER);
    whispersOf.set(handle, [...(whispersOf.get(handle) ?? []).filter(({ state }) => state !== 'ended'), whisper]);
    return whisper;
  }

  function release(handle: RoomChatHandle, lingerMs: number): void {
    for (const whisper of whispersOf.get(handle) ?? []) release(whisper, lingerMs);
    const owner = owners.get(handle);
    if (!owner || !owner.entry.handles.delete(owner.control)) return;
    owner.control.end({ code: 'left', reason: 'the scene that joined has ended' });
    closeIfUnused(owner.entry, lingerMs);
  }

  function eachOf(roomName: string, act: (session: RoomSession) => void): void {
    for (const [name, { session }] of [...entries]) if (belongsToMatch(name, roomName)) act(session);
  }

  return {
    roomChat: {
      async join(roomName, options = {}) {
        if (closed) throw new RoomChatError('left', 'unable to join; the chat was closed; make a new one with createGametegra');
        if (typeof roomName === 'object' && roomName !== null) {
          throw new RoomChatError('invalid_room_name', 'unable to join; the room name is an object; give the name first, then the options: join("lobby", { hidden: true }), or undefined as the name for the current match');
        }
        const full = parseOptions(options);
        const name = roomName === undefined || roomName === null ? matchRoomName() : parseRoomName(roomName);
        if (name === null) {
          throw new RoomChatError('no_match', 'unable to join; there is no current match to take the room from; call match.bind(room) first, or join by name');
        }
        return join(name, full);
      },
    },
    release,
    isOpen: (roomName) => entries.has(roomName),
    joinWhisper: (roomName) => join(roomName, WHISPER),
    endRoom: (roomName, event) => eachOf(roomName, (session) => session.close(event)),
    hurry: (roomName) => eachOf(roomName, (session) => session.hurry()),
    close() {
      closed = true;
      for (const { session } of [...entries.values()]) session.close({ code: 'left', reason: 'the chat was closed' });
    },
  };
}

function isWanted({ handles, joining }: Entry): boolean {
  return handles.size + joining > 0;
}

function sameOptions(one: FullOptions, other: FullOptions): boolean {
  return one.persistence === other.persistence && one.hidden === other.hidden;
}

function parseOptions(options: unknown): FullOptions {
  if (typeof options !== 'object' || options === null) throw invalid('the options are no object', 'pass { persistence, hidden }, or nothing');
  for (const key of Object.keys(options)) {
    if (key !== 'persistence' && key !== 'hidden') throw invalid(`there is no option "${key}"`, 'use persistence and hidden');
  }
  const { persistence = true, hidden = false } = options as JoinOptions;
  if (typeof persistence !== 'boolean') throw invalid('persistence is no boolean', 'give true or false');
  if (typeof hidden !== 'boolean') throw invalid('hidden is no boolean', 'give true or false');
  return { persistence, hidden };
}

function invalid(why: string, todo: string): RoomChatError {
  return new RoomChatError('invalid_option', `unable to join; ${why}; ${todo}`);
}
