import type { ClientEvent } from '../../client/events.ts';

const listeners = new Set<(event: ClientEvent) => void>();

/** Events of the accounts that this person sees, whichever connection they came by. */
export function onAccountEvent(listener: (event: ClientEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function tellAccountEvent(event: ClientEvent): void {
  for (const listener of [...listeners]) listener(event);
}
