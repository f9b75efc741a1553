/**
 * A channel that every process hears and one at a time speaks on: the holder of its lease. What a former holder still
 * says is dropped, however late it wakes up.
 */
export interface LeasedChannel extends Lease {
  /**
   * Keeps the message in its place, and tells all who listen; false, and nothing is said, when the lease is not the
   * holder's. Rejects when that could not be found out in time.
   */
  say(speech: Speech): Promise<boolean>;
  /** What was said last, for those who were not listening; whatever has expired is absent. */
  recall(): Promise<Recollection>;
  /** Messages reach `onMessage` in the order they were said. `onOpen` follows each time that some may have been missed. */
  listen(listener: ChannelListener): void;
  close(): void;
}

/** One holder at a time, until its life has passed without a renewal. Every call rejects when it has no answer in time. */
export interface Lease {
  /** The number of the reign, above every number before and above `above`; null when another one holds the lease. */
  take(claim: LeaseClaim & { readonly above: number }): Promise<number | null>;
  /** False when the lease is no longer the holder's. */
  renew(claim: LeaseClaim): Promise<boolean>;
  /** Ends it at once if it is the holder's. */
  release(holder: string): Promise<void>;
}

export interface LeaseClaim {
  /** Unique to one candidate and one reign. */
  readonly holder: string;
  readonly lifeMs: number;
}

export interface Speech {
  readonly holder: string;
  /** The place it is kept in, over what was kept there before. */
  readonly place: string;
  readonly message: string;
  readonly keepMs: number;
  readonly shelf?: ShelfChange;
}

/** Texts that messages refer to by name, changed together with a message. They are kept as long as it is. */
export interface ShelfChange {
  /** Takes everything down first. */
  readonly clear: boolean;
  readonly put: readonly { readonly id: string; readonly text: string }[];
  readonly remove: readonly string[];
}

export interface Recollection {
  readonly messages: readonly string[];
  readonly shelf: Readonly<Record<string, string>>;
}

export interface ChannelListener {
  readonly onMessage: (message: string) => void;
  readonly onOpen: () => void;
}
