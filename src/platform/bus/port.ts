/**
 * The bus is a loudspeaker between processes: it carries what is already durable. A lost message loses nothing,
 * because listeners also look in the database.
 */
export interface Bus {
  publish(topic: string, message: unknown): void;
  /** Returns a function that ends the subscription. */
  subscribe(topic: string, listener: (message: unknown) => void): () => void;
  close(): Promise<void>;
}
