export { createGametegra, type Gametegra, type GametegraOptions } from './createGametegra.js';
export { type ColyseusClientLike, type ColyseusRoomLike } from './colyseusConnector.js';
export { type CredentialOptions, type GuestOptions, type GuestStorage, type Token } from './credentials.js';
export type * from './types.js';
export type * from '../protocol/messages.js';
export { ERROR_CODES, RoomChatError, type ErrorCode } from '../protocol/errors.js';
export { LIMITS } from '../protocol/limits.js';
export { matchChannelName, matchRoomName } from '../protocol/names.js';
