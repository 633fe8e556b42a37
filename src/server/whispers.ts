import { createHash } from 'node:crypto';

const PREFIX = 'whisper-';
const WHISPER_ROOM = /^whisper-[A-Za-z0-9_-]{32}$/;

/** The room of two users, the same whoever asks. It guards their words: nobody can find a third user id that fits. */
export function whisperRoomName(one: string, other: string): string {
  const pair = JSON.stringify([one, other].sort());
  return PREFIX + createHash('sha256').update(pair).digest('base64url').slice(0, 32);
}

/** Names of that form are kept for whispers. */
export function isWhisperRoom(roomName: string): boolean {
  return WHISPER_ROOM.test(roomName);
}
