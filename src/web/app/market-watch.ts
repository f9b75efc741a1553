import { sourceStore } from '../live/link.ts';
import { api } from './session.ts';

const EVERY_MS = 15_000;

/** Staff pages say where prices come from as well, also while nothing is quoted; the answer ends the looking. */
export function openMarketWatch(): () => void {
  const look = async () => {
    const status = await api.getMarketStatus();
    if (status.ok) sourceStore.set(status.value.source);
  };
  void look();
  const timer = setInterval(() => void look(), EVERY_MS);
  return () => clearInterval(timer);
}
