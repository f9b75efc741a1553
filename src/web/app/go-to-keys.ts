import { useEffect } from 'react';
import { useLocation } from 'wouter';
import type { Role } from '../../contracts/session.ts';
import { isCovered, isWriting } from '../ui/use-keys.ts';
import { makeGoTo } from './permissions.ts';

/** `g` and then a page's key goes there, except while somebody writes or a dialog is open. */
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

function isForField({ target, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return isWriting(target) || isCovered() || ctrlKey || metaKey || altKey;
}
