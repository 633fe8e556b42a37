import { RoomChatError } from '../../protocol/errors.js';
import { namesOfMatch } from '../../protocol/names.js';
import type { MatchProof } from '../../protocol/wire.js';
import { allMatches, findMatch, listenToMatches, type BoundMatch } from '../matches.js';
import type { Cluster } from './cluster.js';

/** How a user stands to a match. */
export interface Standing {
  /** The client of the match room that the user proved to be. */
  session: string | null;
  hasUser: boolean;
  hasLeft: boolean;
}

export interface Question {
  userId: string;
  proof?: MatchProof;
}

/** As a `MatchListener`, also for matches that another process has. */
export interface MatchNews {
  onMatchBound(match: Pick<BoundMatch, 'roomName'>): void;
  onPlayerOut(match: Pick<BoundMatch, 'roomName'>, session: string, userId: string | null): void;
  onMatchEnd(match: Pick<BoundMatch, 'roomName'>, reason: string): void;
}

/** Knows the matches of all processes. */
export interface MatchDirectory {
  /** Null where no match room has that chat; an error where the process that may know does not answer. */
  ask(roomName: string, question: Question): Promise<Standing | null | RoomChatError>;
  close(): void;
}

type MatchEvent =
  | { kind: 'ask'; to: string; n: number; roomName: string; question: Question }
  | { kind: 'answer'; to: string; n: number; standing: Standing | null }
  | { kind: 'bound'; roomName: string }
  | Ending
  /** The sender may not have heard how matches ended. */
  | { kind: 'missed' };

type Ending =
  | { kind: 'out'; roomName: string; session: string; userId: string | null }
  | { kind: 'end'; roomName: string; reason: string };

/** Endings kept to be told again. */
const REMEMBERED = 2_000;

/** What happens to the matches of any process reaches `listener` on every process. */
export function openMatchDirectory(cluster: Cluster | null, listener: MatchNews): MatchDirectory {
  if (!cluster) {
    return { ask: async (roomName, question) => standingIn(findMatch(roomName), question), close: listenToMatches(listener) };
  }
  const waiting = new Map<number, (standing: Standing | null) => void>();
  let questions = 0;

  const topic = cluster.openTopic<MatchEvent>('matches', (event, origin) => {
    switch (event.kind) {
      case 'ask':
        if (event.to === cluster.processId) topic.publish({ kind: 'answer', to: origin, n: event.n, standing: standingIn(findMatch(event.roomName), event.question) });
        return;
      case 'answer':
        if (event.to === cluster.processId) waiting.get(event.n)?.(event.standing);
        return;
      case 'bound':
        return listener.onMatchBound(event);
      case 'out':
        return listener.onPlayerOut(event, event.session, event.userId);
      case 'end':
        return listener.onMatchEnd(event, event.reason);
      case 'missed':
        return tellAgain();
    }
  });

  const endings: Ending[] = [];

  function tell(ending: Ending): void {
    if (endings.push(ending) > REMEMBERED) endings.shift();
    topic.publish(ending);
  }

  /** A player must be out also where the news was lost, but not who has come back since. */
  function tellAgain(): void {
    for (const ending of endings) {
      const match = findMatch(ending.roomName);
      if (ending.kind === 'end') {
        if (!match) topic.publish(ending);
      } else if (!match?.hasSession(ending.session)) {
        const { userId } = ending;
        topic.publish({ ...ending, userId: userId !== null && match && !match.hasUser(userId) ? userId : null });
      }
    }
  }

  async function askProcess(to: string, roomName: string, question: Question): Promise<Standing | null | RoomChatError> {
    const n = ++questions;
    try {
      const answer = await cluster!.soon(new Promise<{ standing: Standing | null }>((resolve) => {
        waiting.set(n, (standing) => resolve({ standing }));
        topic.publish({ kind: 'ask', to, n, roomName, question });
      }));
      return answer ? answer.standing : silent();
    } finally {
      waiting.delete(n);
    }
  }

  const holderName = (roomName: string): string => `match:${roomName.split('/', 1)[0]}`;
  /** By all names under which its channels may look for it. */
  const holderNames = ({ roomName }: Pick<BoundMatch, 'roomName'>): string[] => namesOfMatch(roomName).map(holderName);
  const stop = [
    listenToMatches({
      onMatchBound(match) {
        holderNames(match).forEach(cluster.enlist);
        listener.onMatchBound(match);
        topic.publish({ kind: 'bound', roomName: match.roomName });
      },
      onPlayerOut(match, session, userId) {
        listener.onPlayerOut(match, session, userId);
        tell({ kind: 'out', roomName: match.roomName, session, userId });
      },
      onMatchEnd(match, reason) {
        holderNames(match).forEach(cluster.delist);
        listener.onMatchEnd(match, reason);
        tell({ kind: 'end', roomName: match.roomName, reason });
      },
    }),
    cluster.onReturn(() => {
      // The list of holders may be gone with the data of Redis.
      for (const match of allMatches()) holderNames(match).forEach(cluster.enlist);
      // Whoever returns last tells what the others missed, and asks for what it missed itself.
      tellAgain();
      topic.publish({ kind: 'missed' });
    }),
    topic.close,
  ];

  return {
    async ask(roomName, question) {
      const here = standingIn(findMatch(roomName), question);
      if (here) return here;
      const holders = await cluster.holders(holderName(roomName)).catch(silent);
      if (holders instanceof RoomChatError) return holders;
      const answers = await Promise.all(holders.map((id) => askProcess(id, roomName, question)));
      return answers.find((answer) => answer !== null && !(answer instanceof RoomChatError)) ?? answers.find((answer) => answer !== null) ?? null;
    },
    close() {
      for (const undo of stop) undo();
    },
  };
}

function standingIn(match: BoundMatch | undefined, { userId, proof }: Question): Standing | null {
  if (!match) return null;
  return { session: proof ? match.sessionOf(proof) : null, hasUser: match.hasUser(userId), hasLeft: match.hasLeft(userId) };
}

function silent(cause?: unknown): RoomChatError {
  return new RoomChatError('unavailable', 'unable to see who is in the match; the process that has it does not answer; try again', { retryAfterMs: 1_000, cause });
}
