import type { PrivacyStore } from './store/RetentionStore.js';

export interface PersonalDataOrder {
  command: 'export' | 'erase';
  userId: string;
}

/** Writes what a person has said, one JSON object a line, or takes it out of the database. */
export async function runPersonalData({ command, userId }: PersonalDataOrder, store: PrivacyStore, out: (line: string) => void): Promise<void> {
  if (command === 'export') {
    for await (const { createTime, ...message } of store.exportUser(userId)) {
      out(JSON.stringify({ ...message, createTime: new Date(createTime).toISOString() }));
    }
    return;
  }
  const { messages } = await store.eraseUser(userId, { by: 'command line' });
  out(`erased ${messages} ${messages === 1 ? 'message' : 'messages'} of ${userId}`);
}
