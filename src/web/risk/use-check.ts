import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { ScenarioCheck } from '../../contracts/risk-run.ts';
import { api, orThrow } from '../app/session.ts';

/** After the last key; ms. Short enough to feel at once, long enough not to ask for each letter. */
const SETTLE_MS = 200;

/** What the service says of a text, soon after it stands still; the last answer stays until the next one is there. */
export function useCheck(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const check = useQuery({
    queryKey: ['scenario-check', settled],
    queryFn: () =>
      orThrow(
        api.send({ method: 'POST', path: '/risk/scenarios/check', body: { text: settled }, data: ScenarioCheck }),
      ),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  /** Of exactly the text that stands there now. */
  const isCurrent = settled === text && !check.isPlaceholderData && check.data !== undefined;
  return { check: check.data ?? null, isCurrent, error: check.error };
}
