/** What a store knows of a room. `room` is always the channel id. */
export interface RoomRecord {
  /** Made with the room; another one under the same name means that the numbering started anew. */
  epoch: string;
  /** Newest number given out. */
  lastSeq: number;
  /** Newest number given to a message that was not stored: what lies before it may be incomplete. 0 where none. */
  lossySeq: number;
  /** Everything up to and with this number was pruned by retention. 0 where nothing was. */
  prunedSeq: number;
  /** True once a match room has claimed it: strangers stay out, also after the match. */
  claimed: boolean;
}
