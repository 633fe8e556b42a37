import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { Ack, Batch, WireMessage } from '../../../../src/protocol/wire.js';
import { pack as packBytes, unpackAll } from '../../../../src/page/messagePack.js';
import { readSendFrame } from '../../../../src/server/frames/readSendFrame.js';
import { writeAckFrame } from '../../../../src/server/frames/writeAckFrame.js';
import { writeBatchFrame } from '../../../../src/server/frames/writeBatchFrame.js';

// The codec that Colyseus itself uses.
const require = createRequire(import.meta.resolve('@colyseus/core'));
const { pack, unpack, Packr } = require('@colyseus/msgpackr') as { pack(value: unknown): Buffer; unpack(bytes: Uint8Array): unknown; Packr: new () => { pack(value: unknown): Buffer } };
/** As Colyseus' client packs: an object is a record. */
const packRecord = (value: unknown): Buffer => new Packr().pack(value);
/** As the client of the script-tag file packs. */
const packOnPage = (value: unknown): Buffer => Buffer.from(packBytes(value));

const ID = '01920f3a-0b4c-7d5e-8f60-718293a4b5c6';
const OTHER_ID = '01920f3a-0b4c-7d5e-8f60-000000000000';
const TEXTS = ['a', 'x'.repeat(31), 'x'.repeat(32), 'x'.repeat(255), 'x'.repeat(256), 'x'.repeat(2_000), 'é'.repeat(16), 'é'.repeat(31), '日'.repeat(85), '日'.repeat(86), '日'.repeat(2_000), '👩‍🚀 مرحبا שלום', '\u0000\n\ud7ff\ue000', '💎'.repeat(2_000)];

const frameOf = (type: string, payload: unknown, encode = packRecord): Buffer => Buffer.concat([Buffer.of(13, 0xa0 | type.length), Buffer.from(type), encode(payload)]);

/** What Colyseus' client reads of the frame, and that of the script-tag file too. */
function read(frame: Buffer | null): [type: string, payload: unknown] {
  const { length } = (expect(frame).not.toBeNull(), frame!);
  expect([frame![0], length]).toEqual([13, frame!.byteLength]);
  const nameEnd = 2 + (frame![1]! & 0x1f);
  const payload = unpack(frame!.subarray(nameEnd));
  expect(unpackAll(frame!, nameEnd)).toEqual([payload]);
  return [frame!.toString('latin1', 2, nameEnd), payload];
}

describe('readSendFrame', () => {
  it.each(TEXTS)('S1 reads a text as Colyseus would: %j', (content) => {
    for (const encode of [packRecord, pack, packOnPage]) expect(readSendFrame(frameOf('send', { clientId: ID, content }, encode))).toEqual({ clientId: ID, content });
  });

  it.each([
    ['an object', { clientId: ID, content: { type: 'wave' } }],
    ['an id of another length', { clientId: 'abc', content: 'x' }],
    ['an id that is no text', { clientId: 7, content: 'x' }],
    ['no content', { clientId: ID }],
    ['more than that', { clientId: ID, content: 'x', more: 1 }],
    ['another order', { content: 'x', clientId: ID }],
    ['half a character', { clientId: ID, content: 'x\ud800' }],
    ['the sign for what cannot be read', { clientId: ID, content: 'x\ufffd' }],
  ])('S1 leaves to Colyseus what holds %s', (_, payload) => {
    for (const encode of [packRecord, pack]) expect(readSendFrame(frameOf('send', payload, encode))).toBeNull();
  });

  it('S1 leaves other messages to Colyseus', () => {
    expect(readSendFrame(frameOf('sent', { clientId: ID, content: 'x' }))).toBeNull();
    expect(readSendFrame(frameOf('history', { q: 1 }))).toBeNull();
    expect(readSendFrame(Buffer.of(10))).toBeNull();
  });

  it.each([packRecord, packOnPage, pack])('T6 leaves to Colyseus what is cut off, goes on behind its end, or has any other byte (encoder %#)', (encode) => {
    const frame = frameOf('send', { clientId: ID, content: 'hello' }, encode);
    const idAt = frame.indexOf(ID);
    for (let length = 0; length < frame.length; length++) expect(readSendFrame(frame.subarray(0, length))).toBeNull();
    expect(readSendFrame(Buffer.concat([frame, Buffer.of(0)]))).toBeNull();
    for (let at = 0; at < frame.length; at++) {
      const changed = Buffer.from(frame);
      changed[at]! ^= 0x80;
      const seen = readSendFrame(changed);
      // In the id any byte is read; that it is no UUID is found later.
      if (seen !== null) expect([at >= idAt && at < idAt + ID.length, seen.content]).toEqual([true, 'hello']);
    }
  });
});

describe('writeAckFrame', () => {
  it('S1 says what Colyseus would say', () => {
    const acks: Ack[] = [0, 1, 127, 65_536, 2 ** 40, 7 + 2 ** -20].map((seq) => ({ clientId: ID, seq, createTime: 1_775_037_600_000 + seq }));
    expect(read(writeAckFrame(acks))).toEqual(['ack', acks]);
    const many: Ack[] = Array.from({ length: 300 }, (_, seq) => ({ clientId: seq % 2 ? ID : OTHER_ID, seq, createTime: seq }));
    expect(read(writeAckFrame(many))).toEqual(['ack', many]);
  });

  it('S2 leaves refusals to Colyseus, and ids that are no UUIDs', () => {
    const accepted: Ack = { clientId: ID, seq: 1, createTime: 1 };
    expect(writeAckFrame([accepted, { clientId: ID, error: { code: 'muted', message: 'unable to send message; you are muted' } }])).toBeNull();
    expect(writeAckFrame([accepted, { ...accepted, clientId: 'short' }])).toBeNull();
  });
});

describe('writeBatchFrame', () => {
  const message = (seq: number, content: WireMessage[3], sender = 'Ada'): WireMessage => [seq, `guest-${sender}`, sender, content, 1_775_037_600_000 + seq, ID];

  it('R5 says what Colyseus would say', () => {
    const messages = TEXTS.map((content, i) => message(i * 40_000, content, TEXTS[i % 7]!.slice(0, 64)));
    const batch: Batch = { prev: 0, last: 2 ** 33, messages };
    expect(read(writeBatchFrame(batch))).toEqual(['batch', batch]);
  });

  it('R5 says each batch by itself: none changes the one before', () => {
    const [first, second] = [1, 2].map((seq) => ({ prev: seq - 1, last: seq, messages: [message(seq, `text ${seq}`)] }));
    const frames = [writeBatchFrame(first!), writeBatchFrame(second!)];
    expect(frames.map(read)).toEqual([['batch', first], ['batch', second]]);
  });

  it('R5 says batches of any size, as long as they are not huge', () => {
    const batch: Batch = { prev: 0, last: 150, messages: Array.from({ length: 150 }, (_, seq) => message(seq, 'x'.repeat(2_000))) };
    expect(read(writeBatchFrame(batch))).toEqual(['batch', batch]);
    expect(writeBatchFrame({ ...batch, messages: Array.from({ length: 600 }, (_, seq) => message(seq, 'x'.repeat(2_000))) })).toBeNull();
  });

  it('R3 leaves to Colyseus what is more than texts', () => {
    expect(writeBatchFrame({ prev: 0, last: 1, messages: [message(1, { type: 'wave' })] })).toBeNull();
    expect(writeBatchFrame({ prev: 0, last: 1, messages: [[1, 'a', 'A', 'x', 1, null]] })).toBeNull();
    expect(writeBatchFrame({ prev: 0, last: 1, messages: [message(1, 'x')], missing: { from: 1, to: 1 } })).toBeNull();
  });
});
