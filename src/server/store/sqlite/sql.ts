import type { RoomRecord } from '../RoomRecord.js';
import type { Row, Statement } from './driver.js';

/** Prepares each text once. */
export type Sql = (text: string) => Statement;

export function recordOf(row: Row): RoomRecord {
  return {
    epoch: row.epoch as string,
    lastSeq: row.last_seq as number,
    lossySeq: row.lossy_seq as number,
    prunedSeq: row.pruned_seq as number,
    claimed: row.claimed === 1,
  };
}
