/** A name under which a verified user goes. */
export interface KnownName {
  /** As `foldName` makes it: what looks alike is the same. */
  folded: string;
  userId: string;
}

/** Names that guests may not take, over all processes and restarts. */
export interface NameStore {
  /** Writes names down, or that they are still in use. */
  noteNames(names: KnownName[]): Promise<void>;
  isNameKnown(folded: string): Promise<boolean>;
}
