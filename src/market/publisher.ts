import type { SnapshotListener } from './port.ts';
import type { IdentifiedSnapshot } from './snapshot-id.ts';

export type ReportError = (error: unknown) => void;

export interface SnapshotPublisher {
  publish(snapshot: IdentifiedSnapshot): void;
  current(): IdentifiedSnapshot | null;
  onSnapshot(listener: SnapshotListener): () => void;
}

/** Holds the latest snapshot and tells its listeners. A listener that throws is reported and stops neither the others nor the feed. */
export function makeSnapshotPublisher(reportError: ReportError): SnapshotPublisher {
  let latest: IdentifiedSnapshot | null = null;
  const listeners = new Set<{ readonly listener: SnapshotListener }>();

  return {
    publish(snapshot) {
      latest = snapshot;
      for (const { listener } of [...listeners]) {
        try {
          listener(snapshot);
        } catch (error) {
          reportError(error);
        }
      }
    },
    current: () => latest,
    onSnapshot(listener) {
      const subscription = { listener };
      listeners.add(subscription);
      return () => listeners.delete(subscription);
    },
  };
}
