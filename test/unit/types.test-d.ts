/**
 * What the types must take, and what they must refuse: compiled by `tsc --noEmit`, never run.
 * A line after `@ts-expect-error` that compiles is an error itself.
 */
import { Room, type Client } from '@colyseus/core';
import { Client as ColyseusClient } from 'colyseus.js';
import { createGametegra, type ChatMessage, type EndEvent, type HistoryPage, type JsonObject, type Presence, type PresenceEvent, type RoomChatError, type RoomChatHandle, type SendResult } from '../../src/client/index.js';
import { bindMatchChat, createChatServer, type MatchChat } from '../../src/server/index.js';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

const { roomChat, match, bus, close } = createGametegra({ endpoint: 'ws://localhost', appId: 'test', guest: { username: 'Ada' } });
declare const chat: RoomChatHandle;

// E1: events and their data.
same<typeof roomChat.join, (roomName?: string, options?: { persistence?: boolean; hidden?: boolean }) => Promise<RoomChatHandle>>(true);
const undo: () => void = chat.on('message', (message) => same<typeof message, ChatMessage>(true));
chat.on('presence', (event) => same<typeof event, PresenceEvent>(true));
chat.on('error', (error) => same<typeof error, RoomChatError>(true));
chat.on('end', (event) => same<typeof event, EndEvent>(true));
chat.off('end', () => {});
undo();
// @ts-expect-error an unknown event
chat.on('mesage', () => {});
// @ts-expect-error an event of the bus
chat.on('roomchat:message', () => {});
// @ts-expect-error an unknown event
chat.off('toString', () => {});
// @ts-expect-error the data of another event
chat.on('message', (event: EndEvent) => event);
// @ts-expect-error no handler
chat.on('message');
// @ts-expect-error the closed list of end codes
chat.on('end', ({ code }) => code === 'finished');
// @ts-expect-error the closed list of error codes
chat.on('error', ({ code }) => code === 'oops');

// B1: the bus.
bus.on('roomchat:message', ({ roomName, channelId, content }) => [roomName, channelId, content]);
bus.on('roomchat:error', ({ error }) => error.code);
bus.on('roomchat:game:attack', ({ content, sender }) => {
  same<typeof content, JsonObject>(true);
  return sender;
});
// @ts-expect-error an unknown name
bus.on('roomchat:mesage', () => {});
// @ts-expect-error an event of a handle
bus.on('message', () => {});
// @ts-expect-error nothing but its name is known of the type
bus.on('roomchat:game:attack', ({ content }: { content: string }) => content);

// S1, H1: calls and their results.
same<ReturnType<typeof chat.send>, Promise<SendResult>>(true);
same<ReturnType<typeof chat.getHistory>, Promise<HistoryPage>>(true);
same<ReturnType<typeof chat.leave>, Promise<{ success: true }>>(true);
same<typeof chat.presences, readonly Presence[]>(true);
void chat.send('text');
void chat.send({ type: 'attack', list: [1, null, { deep: true }] });
void chat.getHistory(20, null, true);
void chat.getHistory(undefined, 'cursor');
// @ts-expect-error no content
void chat.send();
// @ts-expect-error no content
void chat.send(undefined);
// @ts-expect-error an array
void chat.send(['a']);
// @ts-expect-error a number
void chat.send(42);
// @ts-expect-error what JSON cannot hold
void chat.send({ at: new Date() });
// @ts-expect-error what JSON cannot hold
void chat.send({ act: () => {} });
// @ts-expect-error a text
void chat.getHistory('20');
// @ts-expect-error a text
void chat.getHistory(20, null, 'forward');
// @ts-expect-error a snapshot is not to be changed
chat.presences.push({ userId: 'u', username: 'U' });
// @ts-expect-error a property is not to be changed
chat.roomName = 'x';

// J1, M1.
void roomChat.join();
void roomChat.join('lobby', { hidden: true });
// @ts-expect-error a number
void roomChat.join(42);
// @ts-expect-error the options come second
void roomChat.join({ hidden: true });
// @ts-expect-error a misspelt option
void roomChat.join('lobby', { persistance: true });
match.bind({ matchId: 'abc' });
match.unbind();
close();
// @ts-expect-error no match
match.bind('abc');
// @ts-expect-error no match
match.bind({});
// @ts-expect-error only bind changes it
match.current = 'abc';
// @ts-expect-error without an app
createGametegra({ endpoint: 'ws://localhost', guest: { username: 'Ada' } });
// @ts-expect-error a misspelt option
createGametegra({ endPoint: 'ws://localhost', appId: 'test' });
// @ts-expect-error a guest is an object
createGametegra({ endpoint: 'ws://localhost', appId: 'test', guest: 'Ada' });

// A real Colyseus client, and a real room of it, fit as they are.
const colyseus = new ColyseusClient('ws://localhost');
createGametegra({ client: colyseus, appId: 'test', token: async () => 'jwt' });
void colyseus.joinOrCreate('match').then((room) => match.bind(room));

// M6: a real match room fits as it is, whatever it declares.
export class Match extends Room {
  chat: MatchChat | null = null;

  override onCreate(): void {
    this.chat = bindMatchChat(this);
    bindMatchChat<Client>(this, { matchId: 'abc', userId: (client) => client.userData?.userId as string | undefined });
    // @ts-expect-error a misspelt option
    bindMatchChat(this, { match: 'abc' });
  }

  override async onLeave(client: Client, consented?: boolean): Promise<void> {
    if (!consented) await this.allowReconnection(client, 20);
  }
}

// @ts-expect-error no room
bindMatchChat({});
// @ts-expect-error a misspelt option
void createChatServer({ prot: 2567 });
