import type { QuoteView } from '../../src/contracts/quote.ts';
import { deskAs, type TestDesk } from './desk-client.ts';
import type { UsedService } from './use-service.ts';

/** The demo firm's desk, connected afresh for each test of a file, and what the used client saw of its work. */
export interface UsedDesk {
  readonly trader: TestDesk;
  readonly second: TestDesk;
  readonly supervisor: TestDesk;
  /** The types of the client's events of one request, in the order of arrival. */
  typesOf(rfqId: string): string[];
  liveQuote(rfqId: string, version: number): Promise<QuoteView>;
}

export function useDesk(used: UsedService): UsedDesk {
  const open = new Map<string, TestDesk>();
  const named = (username: string): TestDesk => {
    const desk = open.get(username);
    if (desk === undefined) throw new Error(`${username} has not connected`);
    return desk;
  };
  beforeEach(async () => {
    const connect = async (username: string) => open.set(username, await deskAs(used.service, username));
    await Promise.all(['trader', 'trader-2', 'supervisor'].map(connect));
  });
  afterEach(() => {
    for (const desk of open.values()) desk.close();
    open.clear();
  });
  return {
    get trader() {
      return named('trader');
    },
    get second() {
      return named('trader-2');
    },
    get supervisor() {
      return named('supervisor');
    },
    typesOf: (rfqId) => used.client.events.filter((event) => event.rfqId === rfqId).map(({ type }) => type),
    liveQuote: (rfqId, version) =>
      used.client.event('quote.live', (quote) => quote.rfqId === rfqId && quote.version === version),
  };
}
