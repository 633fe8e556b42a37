import type { ChatStore } from '../ChatStore.js';
export async function createPostgresStore(_: { url: string }): Promise<ChatStore> { throw new Error('todo'); }
