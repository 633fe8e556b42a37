export { addRoomChat } from './addRoomChat.js';
export { createDefaultAuthorize, type Authorize, type AuthorizeContext } from './authorize.js';
export { type ChatService, type ChatServiceOptions, type MessageHook } from './chatService.js';
export { createChatServer, type ChatServer, type ChatServerOptions } from './createChatServer.js';
export { type Action, type Identity } from './identity.js';
export { bindMatchChat, type BindMatchChatOptions, type MatchChat } from './matches.js';
export { type ChatStore } from './store/ChatStore.js';
export { ERROR_CODES, RoomChatError, type ErrorCode } from '../protocol/errors.js';
export { matchRoomName } from '../protocol/names.js';
