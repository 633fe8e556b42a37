import type { Act, ModerationStore, Sanction } from '../../../../src/server/store/ModerationStore.js';

type Needed = Pick<ModerationStore, 'sanctions' | 'sanction' | 'lift' | 'deleteMessages' | 'note' | 'slow'>;

/** Keeps sanctions as the real stores do (their contract suite is elsewhere), and writes down what it was asked. */
export function createFakeModerationStore(now: () => number) {
  let kept: Sanction[] = [];
  const asked: unknown[][] = [];
  const fake = {
    asked,
    /** Runs once, in the middle of the next read. */
    whileReading: null as (() => Promise<unknown>) | null,
    async sanctions({ userId, room }: { userId?: string; room?: string }) {
      asked.push(['sanctions', userId]);
      const found = kept.filter((one) => (userId === undefined || one.userId === userId) && (room === undefined || one.room === null || one.room === room) && (one.until === null || one.until > now()));
      const act = fake.whileReading;
      fake.whileReading = null;
      await act?.();
      return found;
    },
    async sanction(what: Pick<Sanction, 'kind' | 'userId' | 'room' | 'until'>, { by, reason }: Act) {
      asked.push(['sanction', what.kind, what.userId, what.room, what.until, by, reason ?? null]);
      const sanction: Sanction = { ...what, by, reason: reason ?? null, createTime: now() };
      kept = [...kept.filter((one) => !(one.kind === what.kind && one.userId === what.userId && one.room === what.room)), sanction];
      return sanction;
    },
    async lift(what: Pick<Sanction, 'kind' | 'userId' | 'room'>, { by }: Act) {
      asked.push(['lift', what.kind, what.userId, what.room, by]);
      const before = kept.length;
      kept = kept.filter((one) => !(one.kind === what.kind && one.userId === what.userId && one.room === what.room));
      return kept.length < before;
    },
    async deleteMessages(room: string, seqs: number[], { by }: Act) {
      asked.push(['delete', room, seqs, by]);
      return seqs.map((seq) => ({ seq, senderId: 'u1' }));
    },
    async slow(room: string, seconds: number, act: Act) {
      asked.push(['slow', room, seconds, act]);
    },
    async note(action: string, about: object, act: Act) {
      asked.push(['note', action, about, act]);
    },
  };
  return fake satisfies Needed;
}
