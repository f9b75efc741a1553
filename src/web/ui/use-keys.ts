import { type HotkeyItem, useHotkeys } from '@mantine/hooks';

const TICKS = ['checkbox', 'radio'];

/** Whether a letter would be written into something: a tick or a choice takes none. */
export function isWriting(target: EventTarget | null): boolean {
  const field = target instanceof HTMLElement ? target.closest('input, textarea, select') : null;
  return field !== null && !(field instanceof HTMLInputElement && TICKS.includes(field.type));
}

/** Whether a dialog lies over the page: what is under it is neither seen nor meant. */
export function isCovered(): boolean {
  return document.querySelector('[role="dialog"][aria-modal="true"]') !== null;
}

/** The keys of a page, which do nothing while somebody writes or a dialog is open. */
export function useKeys(keys: readonly (readonly [key: string, act: (event: KeyboardEvent) => void])[]): void {
  const items = keys.map(([key, act]): HotkeyItem => {
    const whenMeant = (event: KeyboardEvent) => {
      if (!isWriting(event.target) && !isCovered()) act(event);
    };
    // What is written must still arrive.
    return [key, whenMeant, { preventDefault: false }];
  });
  useHotkeys(items, []);
}
