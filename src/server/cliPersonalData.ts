import { RoomChatError } from '../protocol/errors.js';
import type { PrivacyStore } from './store/RetentionStore.js';

export interface PersonalDataOrder {
  command: 'export' | 'erase';
  userId: string;
}

/** Writes what a person has said, one JSON object a line, or takes it out of the database. */
export async function runPersonalData({ command, userId }: PersonalDataOrder, store: PrivacyStore, out: (line: string) => void): Promise<void> {
  if (command === 'export') {
    let found = false;
    for await (const { createTime, ...message } of store.exportUser(userId)) {
      found = true;
      out(JSON.stringify({ ...message, createTime: new Date(createTime).toISOString() }));
    }
    if (!found) throw new RoomChatError('invalid_option', `unable to export the messages; the database has none of a user "${userId}"; check the user id (userId, not the name)`);
    return;
  }
  const { messages } = await store.eraseUser(userId, { by: 'command line' });
  out(`erased ${messages} ${messages === 1 ? 'message' : 'messages'} of ${userId}`);
}
