import type { EndEvent, LeaveReason } from '../protocol/messages.js';
import type { NumberedBatch } from './intake.js';

/** Whom an order to end concerns; everyone where nothing is named. */
export interface Target {
  userId?: string;
  /** Those let in by this client of this match room. */
  matchSession?: string;
}

/** What the processes that serve one channel tell each other. */
export type ChannelEvent =
  | { kind: 'batch'; batch: NumberedBatch }
  | { kind: 'deleted'; seqs: number[] }
  | { kind: 'end'; target: Target; event: EndEvent; presence: LeaveReason };

export interface Topic {
  /** Reaches the other processes of the channel, at most once each; not the caller. */
  publish(event: ChannelEvent): void;
  close(): void;
}

export type OpenTopic = (channelId: string, onEvent: (event: ChannelEvent) => void) => Topic;

/** The parts of a Colyseus presence that topics need. */
export interface PubSub {
  subscribe(topic: string, callback: (message: unknown) => void): unknown;
  unsubscribe(topic: string, callback?: (message: unknown) => void): unknown;
  publish(topic: string, message: unknown): unknown;
}

/** A pub/sub that is out of reach loses messages, and the channels make up for it; it must not end the process. */
function attempt(action: () => unknown): void {
  try {
    Promise.resolve(action()).catch(() => {});
  } catch {}
}

/** Topics over a pub/sub that all processes share, such as Redis. */
export function openTopicsOn(pubsub: PubSub, processId: string): OpenTopic {
  return (channelId, onEvent) => {
    const name = `roomchat:${channelId}`;
    const receive = (message: unknown): void => {
      const { origin, event } = message as { origin: string; event: ChannelEvent };
      if (origin !== processId) onEvent(event);
    };
    attempt(() => pubsub.subscribe(name, receive));
    return {
      publish: (event) => attempt(() => pubsub.publish(name, { origin: processId, event })),
      // Without the callback every listener of the topic would go.
      close: () => attempt(() => pubsub.unsubscribe(name, receive)),
    };
  };
}

/** One process has nobody to tell. */
export const noTopics: OpenTopic = () => ({ publish() {}, close() {} });
