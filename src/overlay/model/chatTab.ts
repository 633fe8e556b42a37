import type { ChatBus, ConnectionState, RoomChatHandle } from '../../client/types.js';
import { RoomChatError } from '../../protocol/errors.js';
import type { ChatMessage, Content, EndEvent } from '../../protocol/messages.js';
import type { Texts } from '../texts.js';
import { createChatLog, type ChatLog } from './chatLog.js';

/** One open chat of the overlay: its lines, its unsent draft, what its reader has not seen. */
export interface ChatTab {
  readonly handle: RoomChatHandle;
  readonly label: string;
  readonly log: ChatLog;
  readonly connection: ConnectionState;
  readonly ended: EndEvent | null;
  /** Messages that came while nobody looked. */
  readonly unread: number;
  /** One of them names the reader. */
  readonly mentioned: boolean;
  readonly loading: boolean;
  /** False once the first message of all is there. */
  readonly hasOlder: boolean;
  draft: string;
  send(content: Content): void;
  retry(key: number): void;
  dismiss(key: number): void;
  loadOlder(): Promise<void>;
  seen(): void;
  destroy(): void;
}

export interface ChatTabOptions {
  handle: RoomChatHandle;
  bus: ChatBus;
  label: string;
  texts: Texts;
  now(): number;
  maxLines: number;
  showPresence: boolean;
  /** Whether a message has something to show at all. */
  printable(content: Content, sender: Pick<ChatMessage, 'sender' | 'senderId'>): boolean;
  muted(userId: string): boolean;
  mentionsMe(message: ChatMessage): boolean;
  /** Whether someone reads the end of this tab now. */
  watched(tab: ChatTab): boolean;
  changed(): void;
  /** A message came in that is shown: for bubbles, screen readers, sounds. */
  arrived?(message: ChatMessage, tab: ChatTab): void;
  /** Something happened to the chat itself: for those who cannot see its line or its colour. */
  announce?(text: string, tab: ChatTab): void;
}

/** Known pages to walk over in search of older messages, at most, in one go. */
const WALK_MAX = 60;

export function createChatTab(options: ChatTabOptions): ChatTab {
  const { handle, bus, texts, changed } = options;
  const log = createChatLog({ userId: handle.user.userId, now: options.now, maxLines: options.maxLines });
  const printable = (message: ChatMessage): boolean => options.printable(message.content, message);
  let connection = handle.state;
  let ended: EndEvent | null = null;
  let cursor = handle.recent.nextCursor;
  let walked = false;
  let unread = 0;
  let mentioned = false;
  let loading = false;
  let destroyed = false;

  const deliver = (key: number, content: Content): void => {
    handle.send(content).then(
      ({ id }) => log.settle(key, id),
      (error: unknown) => {
        const known = error instanceof RoomChatError ? error : new RoomChatError('unavailable', String(error));
        log.fail(key, content, known);
      },
    ).finally(() => destroyed || changed());
  };

  const send = (content: Content): void => {
    const shown = options.printable(content, { sender: handle.user.username, senderId: handle.user.userId });
    if (shown) deliver(log.addPending(content), content);
    // What shows no line has none to fail on: the reason still reaches the player.
    else handle.send(content).catch((error: unknown) => {
      const known = error instanceof RoomChatError ? texts.errors[error.code] ?? error.message : String(error);
      log.system(texts.notSent.replace('{reason}', known), 'warning');
      if (!destroyed) changed();
    });
    changed();
  };

  const tab: ChatTab = {
    handle,
    label: options.label,
    log,
    get connection() {
      return connection;
    },
    get ended() {
      return ended;
    },
    get unread() {
      return unread;
    },
    get mentioned() {
      return mentioned;
    },
    get loading() {
      return loading;
    },
    get hasOlder() {
      return cursor !== null || (log.trimmed && !walked);
    },
    draft: '',
    send,

    retry(key) {
      const content = log.takeFailed(key);
      if (content !== undefined) send(content);
    },
    dismiss(key) {
      if (log.takeFailed(key) !== undefined) changed();
    },

    async loadOlder() {
      if (loading || destroyed || ended || !tab.hasOlder) return;
      loading = true;
      changed();
      try {
        // After a trim the cursor lies beyond what was dropped: the walk begins anew from the newest page.
        let from: string | null = log.trimmed && !walked ? null : cursor;
        walked = log.trimmed;
        for (let pages = 0, added = 0; added === 0 && pages < WALK_MAX; pages++) {
          const page = await handle.getHistory(100, from);
          if (destroyed) return;
          from = page.nextCursor;
          added = log.prepend(page.messages.filter(printable));
          if (from === null) break;
        }
        cursor = from;
      } catch {
        if (!destroyed) log.system(texts.olderFailed, 'warning');
      } finally {
        loading = false;
        if (!destroyed) changed();
      }
    },

    seen() {
      if (unread === 0 && !mentioned) return;
      unread = 0;
      mentioned = false;
      changed();
    },

    destroy() {
      destroyed = true;
      for (const undo of undos) undo();
    },
  };

  const warn = (text: string): void => {
    log.system(text, 'warning');
    options.announce?.(text, tab);
  };

  const onMessage = (message: ChatMessage): void => {
    if (!printable(message) || !log.append(message)) return;
    if (message.senderId !== handle.user.userId && !options.muted(message.senderId)) {
      if (!options.watched(tab)) {
        unread++;
        mentioned ||= options.mentionsMe(message);
      }
    }
    options.arrived?.(message, tab);
    changed();
  };

  const here = (where: { channelId: string }): boolean => where.channelId === handle.channelId;
  log.prepend(handle.recent.messages.filter(printable));
  const undos = [
    handle.on('message', onMessage),
    handle.on('presence', (event) => {
      if (options.showPresence) log.presence({ ...event, joins: event.joins.filter((who) => !options.muted(who.userId)) });
      changed();
    }),
    handle.on('error', (error) => {
      if (error.code === 'gap') warn(texts.gap);
      changed();
    }),
    handle.on('end', (event) => {
      ended = event;
      connection = 'ended';
      warn(texts.end[event.code]);
      changed();
    }),
    bus.on('roomchat:state', (event) => {
      if (!here(event) || connection === 'ended') return;
      connection = event.state;
      if (connection !== 'ended') options.announce?.(connection === 'connected' ? texts.connected : texts.reconnecting, tab);
      changed();
    }),
    bus.on('roomchat:deleted', (event) => {
      if (!here(event)) return;
      log.remove(event.seqs);
      changed();
    }),
  ];
  return tab;
}
