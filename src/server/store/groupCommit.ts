import { RoomChatError } from '../../protocol/errors.js';

export type Outcome<Value> = { ok: true; value: Value } | { ok: false; error: unknown };

export interface GroupCommitOptions<Item, Value> {
  /** Carries out a group; one outcome for each item, in their order. A rejection is the outcome of all. */
  commit(items: Item[]): Promise<Outcome<Value>[]>;
  /** Groups under way at the same time. They start in order; whether they also end in order is up to `commit`. */
  depth: number;
  /**
   * With so many groups under way, light items wait for one to end, since each group costs something by itself.
   * Default: `depth`.
   */
  gatherFrom?: number;
  /**
   * A group heavier than this takes no more than half of what waits and was just answered: so the database works on
   * one half while the other is answered and comes back with more. Default: a group takes all it may.
   */
  halveFrom?: number;
  /** Largest weight of a group; a single heavier item goes alone. */
  maxGroup: number;
  /** Weight that may wait. What comes beyond it is refused with `unavailable`: memory stays bounded while a database stalls. */
  maxWaiting: number;
}

export interface GroupCommit<Item, Value> {
  add(item: Item, weight?: number): Promise<Value>;
  /** Resolves when nothing waits and nothing is under way. */
  idle(): Promise<void>;
}

interface Waiting<Item, Value> {
  item: Item;
  weight: number;
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/** So much weight is worth a group of its own. */
const WORTH_A_GROUP = 32;

/** Gathers what arrives while a group is being committed into the next one. No timer: a lone item leaves at once. */
export function createGroupCommit<Item, Value>(options: GroupCommitOptions<Item, Value>): GroupCommit<Item, Value> {
  let waiting: Waiting<Item, Value>[] = [];
  let weight = 0;
  let lastWeight = 0;
  let running = 0;
  const idlers: (() => void)[] = [];

  async function run(group: Waiting<Item, Value>[]): Promise<void> {
    let outcomes: Outcome<Value>[];
    try {
      outcomes = await options.commit(group.map(({ item }) => item));
    } catch (error) {
      outcomes = group.map(() => ({ ok: false, error }));
    }
    running--;
    flush();
    group.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index];
      if (outcome?.ok) resolve(outcome.value);
      else reject(outcome?.error ?? new RoomChatError('unavailable', 'unable to store; the database gave no answer; try again later'));
    });
    if (running === 0 && waiting.length === 0) {
      for (const idler of idlers.splice(0)) idler();
    }
  }

  function flush(): void {
    while (waiting.length > 0 && running < options.depth) {
      running++;
      void run(takeGroup());
    }
  }

  function takeGroup(): Waiting<Item, Value>[] {
    const most = Math.min(options.maxGroup, Math.max(options.halveFrom ?? Infinity, Math.ceil((weight + lastWeight) / 2)));
    let taken = 0;
    let count = 0;
    for (const next of waiting) {
      if (count > 0 && taken + next.weight > most) break;
      taken += next.weight;
      count++;
    }
    const group = waiting.slice(0, count);
    waiting = waiting.slice(count);
    weight -= taken;
    lastWeight = taken;
    return group;
  }

  return {
    add: (item, itemWeight = 1) =>
      new Promise((resolve, reject) => {
        if (weight > 0 && weight + itemWeight > options.maxWaiting) {
          reject(new RoomChatError('unavailable', 'unable to store; too much already waits for the database; try again later'));
          return;
        }
        waiting.push({ item, weight: itemWeight, resolve, reject });
        weight += itemWeight;
        if (weight >= WORTH_A_GROUP || running < (options.gatherFrom ?? options.depth)) flush();
      }),
    idle: () =>
      running === 0 && waiting.length === 0 ? Promise.resolve() : new Promise((resolve) => idlers.push(resolve)),
  };
}
