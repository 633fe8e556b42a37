import { systemClock, type Clock } from '../protocol/clock.js';
import { RoomChatError } from '../protocol/errors.js';
import { PROTOCOL_VERSION } from '../protocol/limits.js';
import { channelIdOf, parseAppId } from '../protocol/names.js';
import { createBus } from './bus.js';
import { colyseusConnector, type ColyseusClientLike } from './colyseusConnector.js';
import type { Connector } from './connection.js';
import { createCredentials, type CredentialOptions, type CredentialSource } from './credentials.js';
import { createMatch } from './match.js';
import { createRoomChat, type RoomChatControl } from './roomChat.js';
import { createRoomSession } from './roomSession.js';
import { resolveTiming, type SessionTiming } from './timing.js';
import type { ChatBus, Match, RoomChat } from './types.js';
import { browserWake, type Wake } from './wake.js';
import { createWhispers } from './whispers.js';

export interface GametegraOptions extends CredentialOptions {
  /** Which app of the server this game is: 1 to 64 letters, digits, dots, hyphens. */
  appId: string;
  /** Address of the chat server, such as `wss://chat.example.com`. */
  endpoint?: string;
  /** A Colyseus client that the game has already (0.16, 0.17 or 0.18), instead of `endpoint`. */
  client?: ColyseusClientLike;
  /** Whom this player does not want to hear: their emotes stay off the bus. The plugin asks the overlay's list. */
  isMuted?(userId: string): boolean;
  /** Whether whispers of others are joined by themselves. Default true. */
  whispers?: boolean;
  /** Times in milliseconds, and how many sends may wait. */
  timing?: Partial<SessionTiming>;
  /** For tests: another way to the server, another clock, another wake-up call. */
  connector?: Connector;
  clock?: Clock;
  wake?: Wake;
}

export interface Gametegra {
  readonly roomChat: RoomChat;
  readonly match: Match;
  readonly bus: ChatBus;
  /** Leaves every room; nothing can be joined afterwards. */
  close(): void;
}

/** What the plugin needs beyond the public face. */
export interface GametegraControl extends Gametegra {
  readonly rooms: Pick<RoomChatControl, 'release'>;
  tap(listener: (name: string, data: unknown) => void): () => void;
  /** Other credentials, for joins from now on and for the next reconnect. */
  setCredentials(credentials: CredentialOptions): void;
}

/** How long a lost match room may take to be bound again before its chat ends. */
const MATCH_RETURN_MS = 20_000;

/**
 * Connects a game to its chat server. Throws `invalid_option`.
 *
 *     const { roomChat } = createGametegra({ endpoint: 'ws://localhost:2567', appId: 'my-game', guest: { username: 'Ada' } });
 *     const chat = await roomChat.join('lobby');
 *     chat.on('message', ({ sender, content }) => console.log(sender, content));
 *     await chat.send('Hello!');
 */
export function createGametegra(options: GametegraOptions): Gametegra {
  const { roomChat, match, bus, close } = createGametegraControl(options);
  return { roomChat, match, bus, close };
}

export function createGametegraControl(options: Omit<GametegraOptions, keyof CredentialOptions> & CredentialOptions, lateCredentials = false): GametegraControl {
  if (typeof options !== 'object' || options === null) throw new RoomChatError('invalid_option', 'unable to connect; the options are no object; pass { endpoint, appId, token }');
  const appId = parseAppId(options.appId);
  const connector = options.connector ?? colyseusConnector(pickServer(options));
  const { clock = systemClock, wake = browserWake } = options;
  const timing = resolveTiming(options.timing);
  const hasCredentials = options.token !== undefined || options.guest !== undefined;
  const context = { appId, clock, patienceMs: timing.connectTimeoutMs };
  let source: CredentialSource | null = hasCredentials || !lateCredentials ? createCredentials(options, context) : null;
  let announce = (): void => {};
  /** Joins wait here until credentials are set. */
  const credentialsSet = new Promise<void>((resolve) => (announce = resolve));

  /** A game may join first and log in then; but not without ever being told what is missing. */
  function credentialsWithin(ms: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = clock.setTimeout(() => {
        reject(new RoomChatError('unavailable', 'unable to connect; there is neither a token nor a guest name yet; call connect({ token }) or connect({ guest: { username } })'));
      }, ms);
      void credentialsSet.then(() => {
        clock.clearTimeout(timer);
        resolve();
      });
    });
  }

  const { bus, publish, announce: onBus, tap } = createBus((userId) => options.isMuted?.(userId) ?? false);

  const matchControl = createMatch({
    clock,
    returnMs: MATCH_RETURN_MS,
    onEnd: (roomName) => rooms.endRoom(roomName, { code: 'match_ended', reason: 'the match is over' }),
    onBound: (roomName) => rooms.hurry(roomName),
  });

  const whispers = createWhispers({
    accept: options.whispers !== false,
    isOpen: (roomName) => rooms.isOpen(roomName),
    join: (roomName) => rooms.joinWhisper(roomName),
    onWhisper: (handle, from) => onBus('roomchat:whisper', { roomName: handle.roomName, channelId: handle.channelId, from, handle }),
    onFailed(roomName, error) {
      if (error instanceof RoomChatError) onBus('roomchat:error', { roomName, channelId: channelIdOf(appId, roomName), error });
    },
  });

  const rooms = createRoomChat({
    clock,
    matchRoomName: () => matchControl.roomName,
    onWhisper: whispers.opened,
    onInvite: whispers.invited,
    publish: (session, event, data) => publish({ roomName: session.roomName, channelId: session.channelId }, event, data),
    openSession(roomName, { persistence, hidden }, emit) {
      /** A renewed token that is refused as well is refused for good. */
      let renewals = 0;
      return createRoomSession({
        appId, roomName, clock, wake, timing, emit,
        async open(since, listener, signal) {
          if (!source) await credentialsWithin(timing.connectTimeoutMs / 2);
          const { credentials, settle } = await source!.acquire();
          if (signal.aborted) settle();
          signal.addEventListener('abort', () => settle());
          const match = matchControl.proofFor(roomName);
          const whisperTo = whispers.otherOf(roomName);
          try {
            const connection = await connector.connect(
              { protocol: PROTOCOL_VERSION, appId, roomName, persistence, hidden, ...credentials, ...(match && { match }), ...(whisperTo !== undefined && { whisperTo }), ...(since && { since }) },
              {
                message(type, payload) {
                  if (type === 'snapshot') {
                    renewals = 0;
                    settle((payload as { guestToken?: string }).guestToken);
                  }
                  listener.message(type, payload);
                },
                closed() {
                  settle();
                  listener.closed();
                },
              },
              signal,
            );
            return {
              send: connection.send,
              close() {
                settle();
                connection.close();
              },
              drop() {
                settle();
                connection.drop();
              },
            };
          } catch (error) {
            settle();
            throw error;
          }
        },
        worthRetrying(error) {
          if (error.code === 'unauthorized') return source!.renewable && renewals++ < 1;
          return error.code === 'not_allowed' && matchControl.isReturning(roomName);
        },
      });
    },
  });

  return {
    roomChat: rooms.roomChat,
    match: matchControl.match,
    bus,
    rooms,
    tap,
    setCredentials(credentials) {
      source = createCredentials(credentials, context);
      announce();
    },
    close() {
      matchControl.close();
      rooms.close();
    },
  };
}

function pickServer({ endpoint, client }: Pick<GametegraOptions, 'endpoint' | 'client'>): ColyseusClientLike | string {
  if (client !== undefined) {
    if (typeof client?.joinOrCreate === 'function') return client;
    throw new RoomChatError('invalid_option', 'unable to connect; client is no Colyseus client; pass one, or give endpoint');
  }
  if (typeof endpoint === 'string' && endpoint !== '') return endpoint;
  throw new RoomChatError('invalid_option', 'unable to connect; neither endpoint nor client is given; pass endpoint: "ws://localhost:2567", or a Colyseus client');
}
