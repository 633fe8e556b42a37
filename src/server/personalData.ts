import type { Channel } from './channel.js';
import type { ChannelRegistry } from './channelRegistry.js';
import type { Notices } from './cluster/notices.js';
import type { ExportedMessage, PrivacyStore } from './store/RetentionStore.js';

export interface PersonalDataOptions {
  store: PrivacyStore;
  channels: Pick<ChannelRegistry, 'each'>;
  notices: Pick<Notices, 'publish'>;
  onUnexpected(error: unknown): void;
}

/** What a person may ask of an operator. */
export interface PersonalData {
  /** Every stored message of the person, room by room. */
  exportUser(userId: string): AsyncIterable<ExportedMessage>;
  /** Takes every message of the person out of the store and out of open logs. Whoever may still write should be banned first. */
  eraseUser(userId: string, options?: { by?: string; reason?: string }): Promise<{ messages: number }>;
  /** Another process erased them. */
  erased(channelId: string, seqs: number[]): void;
}

export function createPersonalData({ store, channels, notices, onUnexpected }: PersonalDataOptions): PersonalData {
  function erased(channelId: string, seqs: number[]): void {
    const remove = (channel: Channel): void => {
      if (channel.id === channelId) channel.removeHere(seqs);
    };
    // Also of a channel that is just being opened, and may have read them before.
    void channels.each(remove).catch(onUnexpected);
  }

  return {
    exportUser: (userId) => store.exportUser(userId),
    eraseUser: (userId, { by = 'server', reason } = {}) =>
      store.eraseUser(userId, { by, ...(reason !== undefined && { reason }) }, (channelId, seqs) => {
        erased(channelId, seqs);
        notices.publish({ kind: 'erased', channelId, seqs });
      }),
    erased,
  };
}
