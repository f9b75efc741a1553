import { useSyncExternalStore } from 'react';

/** A value that parts of the page watch; set from outside React, such as by a socket. */
export interface Store<T> {
  get(): T;
  set(next: T | ((before: T) => T)): void;
  subscribe(listener: () => void): () => void;
}

export function makeStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      const after = typeof next === 'function' ? (next as (before: T) => T)(value) : next;
      if (Object.is(after, value)) return;
      value = after;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

const starts = new Set<() => void>();

/** A value of whoever sits here: it is as at the start when somebody else signs in. */
export function makePersonalStore<T>(initial: T): Store<T> {
  const store = makeStore(initial);
  onNewPerson(() => store.set(initial));
  return store;
}

export function onNewPerson(start: () => void): void {
  starts.add(start);
}

/** Forgets what the pages keep of the person before. */
export function startForNewPerson(): void {
  for (const start of starts) start();
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}
