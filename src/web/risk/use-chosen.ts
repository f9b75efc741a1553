import { useCallback } from 'react';
import { useSearchParams } from 'wouter';

/** What is chosen on a page, kept in its address, so that a link shows a colleague the same. */
export function useChosen(): [(name: string) => string | null, (changes: Record<string, string | null>) => void] {
  const [params, setParams] = useSearchParams();
  const choose = useCallback(
    (changes: Record<string, string | null>) =>
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            if (value === null) next.delete(name);
            else next.set(name, value);
          }
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [(name) => params.get(name), choose];
}
