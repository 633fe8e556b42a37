import type { EndEvent, LeaveReason } from '../../protocol/messages.js';
import { noTopic, type Target, type Topic } from '../topic.js';
import type { Cluster } from './cluster.js';

/** What the processes tell each other beyond single channels and matches. */
export type Notice =
  | { kind: 'sanctions'; userId: string }
  | { kind: 'slow'; channelId: string; seconds: number }
  | { kind: 'end'; target: Target; event: EndEvent; presence: LeaveReason }
  /** Messages are gone from the store. */
  | { kind: 'erased'; channelId: string; seqs: number[] }
  | { kind: 'pruned'; channelId: string; upTo: number };

export type Notices = Pick<Topic<Notice>, 'publish' | 'close'>;

export interface NoticesOptions {
  receive(notice: Notice): void;
  /** Some notices may not have arrived. */
  onMissed(): void;
}

export function openNotices(cluster: Cluster | null, { receive, onMissed }: NoticesOptions): Notices {
  if (!cluster) return noTopic;
  const topic = cluster.openTopic<Notice>('notices', receive);
  const undo = cluster.onReturn(onMissed);
  return {
    publish: topic.publish,
    close() {
      undo();
      topic.close();
    },
  };
}
