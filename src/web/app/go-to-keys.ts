import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '../../contracts/session.ts';
import { pagesOf } from './permissions.ts';

const GO_MS = 1_200;

/** `g` and then a page's key goes there, except while somebody writes. */
export function useGoToKeys(role: Role): void {
  const [, go] = useLocation();
  useEffect(() => {
    const pathOf = makeGoTo(role);
    const onKey = (event: KeyboardEvent) => {
      const path = isForField(event) ? null : pathOf(event.key, event.timeStamp);
      if (path === null) return;
      // The second key belongs to this: on a page it may mean to buy.
      event.stopImmediatePropagation();
      go(path);
    };
    window.addEventListener('keydown', onKey, true);
    return () => window.removeEventListener('keydown', onKey, true);
  }, [role, go]);
}

/** Where a key leads, pressed at so many milliseconds; null for all but the second of two. */
export function makeGoTo(role: Role): (pressed: string, atMs: number) => string | null {
  let askedAt = Number.NEGATIVE_INFINITY;
  return (pressed, atMs) => {
    const isSecond = atMs - askedAt < GO_MS;
    askedAt = pressed === 'g' ? atMs : Number.NEGATIVE_INFINITY;
    const page = pagesOf(role).find(({ key }) => key === pressed);
    return isSecond && page !== undefined ? page.path : null;
  };
}

function isForField({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  const isWriting = target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
  return isWriting || ctrlKey || metaKey || altKey;
}
