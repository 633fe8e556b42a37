import { randomBytes } from 'node:crypto';
import { systemClock } from '../../../protocol/clock.js';
import { RoomChatError } from '../../../protocol/errors.js';
import type { Content } from '../../../protocol/messages.js';
import type { WireMessage } from '../../../protocol/wire.js';
import type { AppendEntry, AppendResult, Appended, ChatStore } from '../ChatStore.js';
import { createGroupCommit } from '../groupCommit.js';
import { createPrivacy } from '../privacy.js';
import { reportInput, reportOf } from '../reportRow.js';
import { checkPath } from './checkPath.js';
import { lockFile } from './fileLock.js';
import type { AppendedNumbers, EntryRow, MessageRow, Operations } from './operations.js';
import type { Call, OperationName } from './sqlite-worker.js';
import { keepThread } from './keepThread.js';
import { startThread, type Thread } from './thread.js';

export interface SqliteStoreOptions {
  /** The file, made where missing; or `:memory:`, which is gone with the store. */
  path: string;
  /**
   * Default true: a file that another server uses is refused. False for tools that look into a file beside its
   * server: what they change there, the server notices late or never.
   */
  alone?: boolean;
  /** How long to wait for a process that is just letting go of the file, milliseconds. Default 2,000. */
  waitMs?: number;
  /** The database's thread has ended by a fault, and is started anew. Default: a warning of the process. */
  onTrouble?(error: Error): void;
  /** Milliseconds since 1970. Default `Date.now`. */
  now?: () => number;
}

interface Write {
  call: Call;
  sync: boolean;
  weight: number;
}

/**
 * A store in one SQLite file, for one server process. Rejects with an Error of one sentence where the file
 * cannot be opened. What is asked of it while the disk fails rejects with `unavailable`, and works again after.
 */
export async function createSqliteStore({ path, alone = true, waitMs = 2_000, onTrouble = warn, now = Date.now }: SqliteStoreOptions): Promise<ChatStore> {
  if (path !== ':memory:') checkPath(path);
  const unlock = alone && path !== ':memory:' ? await lockFile(path, waitMs) : () => {};
  let starts = 0;
  const start = (): Promise<Thread> => {
    if (path !== ':memory:' || starts++ === 0) return startThread(path, alone);
    return Promise.reject(new Error('unable to start the database in memory again; what was in it is gone; restart the server'));
  };
  const thread = await keepThread({ start, clock: systemClock, onTrouble }).catch((error) => {
    unlock();
    throw error;
  });
  let closing: Promise<void> | undefined;

  const writes = createGroupCommit<Write, unknown>({
    // The thread finds the next groups waiting when it has finished one, and makes one commit of them all.
    depth: 16,
    gatherFrom: 2,
    maxGroup: 1_000,
    maxWaiting: 20_000,
    commit: (group) =>
      thread.ask({ writes: group.map(({ call }) => call), sync: group.some(({ sync }) => sync), weight: group.reduce((sum, { weight }) => sum + weight, 0) }),
  });

  async function write<N extends OperationName>(call: [N, ...Parameters<Operations[N]>], weight = 1, sync = true): Promise<ReturnType<Operations[N]>> {
    refuseWhenClosed();
    return (await writes.add({ call, sync, weight }, weight)) as ReturnType<Operations[N]>;
  }

  async function read<N extends OperationName>(...call: [N, ...Parameters<Operations[N]>]): Promise<ReturnType<Operations[N]>> {
    refuseWhenClosed();
    const [outcome] = await thread.ask({ read: call });
    if (outcome?.ok) return outcome.value as ReturnType<Operations[N]>;
    throw outcome?.error;
  }

  function refuseWhenClosed(): void {
    if (closing) throw new RoomChatError('unavailable', 'unable to use the database; it was closed; try again later');
  }

  return {
    find: (room) => read('find', room),
    async open(room, initial) {
      return (await read('find', room)) ?? (await write(['open', now(), room, initial]));
    },
    claim: (room, epoch) => write(['claim', now(), room, epoch]),
    async append(room, entries) {
      return resultOf(await write(['append', room, now(), entries.map(rowOf)], entries.length, entries.some(({ persist }) => persist)));
    },
    async page(room, query) {
      return (await read('page', room, query)).map(messageOf);
    },
    secret: (name) => write(['secret', name, randomBytes(32)]),
    ping: () => read('ping'),

    deleteMessages: (room, seqs, act) => write(['deleteMessages', now(), room, seqs, act], seqs.length),
    sanction: (sanction, act) => write(['sanction', now(), sanction, act]),
    lift: (sanction, act) => write(['lift', now(), sanction, act]),
    sanctions: (query) => read('sanctions', now(), query),
    note: (action, about, act) => write(['note', now(), action, about, act]),
    slow: (room, seconds, act) => write(['slow', now(), room, seconds, act]),
    slowSeconds: (room) => read('slowSeconds', room),
    audit: (query) => read('audit', query),
    report: async (input) => reportOf(await write(['report', now(), reportInput(input)])),
    reports: async (query) => (await read('reports', query)).map(reportOf),
    resolveReport: (id, verdict, by) => write(['resolveReport', now(), id, verdict, by]),

    noteNames: (names) => write(['noteNames', now(), names], names.length, false),
    isNameKnown: (folded) => read('isNameKnown', folded),

    rooms: (query) => read('rooms', query),
    countRooms: () => read('countRooms'),
    prune: (room, policy) => write(['prune', room, policy], policy.limit),
    touchRooms: (rooms) => write(['touchRooms', now(), rooms], 1, false),
    removeIdleRooms: (rooms, before) => write(['removeIdleRooms', rooms, before]),
    pruneRecords: (before) => write(['pruneRecords', before]),
    ...createPrivacy({
      find: (userId, from, step) => read('findOf', userId, from, step),
      erase: (userId, from, step) => write(['eraseOf', userId, from, step], step),
      async finishErasure(userId, act) {
        await write(['eraseTraces', now(), userId, act]);
        await read('checkpoint');
      },
    }),

    close() {
      closing ??= writes.idle().then(async () => {
        await thread.close();
        unlock();
      });
      return closing;
    },
  };
}

function warn(error: Error): void {
  process.emitWarning(`room chat: ${error.message}; it is started anew`);
}

function rowOf({ clientId, senderId, sender, content, persist }: AppendEntry): EntryRow {
  return [clientId, senderId, sender, content, persist];
}

function resultOf(numbers: AppendedNumbers): AppendResult {
  const appended: Appended[] = [];
  for (let at = 2; at < numbers.length; at += 3) appended.push({ seq: numbers[at]!, createTime: numbers[at + 1]!, duplicate: numbers[at + 2] === 1 });
  return { prev: numbers[0]!, last: numbers[1]!, appended };
}

function messageOf([seq, senderId, sender, content, createTime, clientId]: MessageRow): WireMessage {
  return [seq, senderId, sender, JSON.parse(content) as Content, createTime, clientId];
}
