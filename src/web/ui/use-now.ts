import { useEffect, useState } from 'react';
import { serverTime } from '../live/link.ts';

/** The service's time, UTC epoch ms, anew every `everyMs`; still while the page is hidden. */
export function useServerNow(everyMs = 100): number {
  const [now, setNow] = useState(() => serverTime.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) setNow(serverTime.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}
