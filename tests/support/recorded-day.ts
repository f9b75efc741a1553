import { aForward, aLeg, anAcceptance, anRfq, connectAs, quoteFor, signIn } from './client.ts';
import type { TestService } from './service.ts';
import { sharedPath } from './shared.ts';
import { type UsedService, useService } from './use-service.ts';
import { waitFor } from './wait-for.ts';

/** Requests that were quoted: every second one was accepted and booked. One more was refused. */
export const QUOTES = 12;

async function trade(service: TestService): Promise<void> {
  const client = await connectAs(service, 'harbour');
  for (let n = 0; n < QUOTES; n += 1) {
    const legs = n % 3 === 2 ? [aForward()] : [aLeg({ strike: String(9_000 + 500 * n) })];
    const quote = await quoteFor(client, { legs, premiumCurrency: n % 3 === 1 ? 'BTC' : 'USD' });
    if (n % 2 === 0) await client.request('quote.accept', anAcceptance(quote));
    else await client.request('quote.pass', { rfqId: quote.rfqId, quoteId: quote.quoteId });
  }
  await client.request('rfq.create', anRfq({ quantity: '100000' }));
  await waitFor('the booking of all that was accepted', async () => {
    const rows = await service.db.selectFrom('trade').select('state').execute();
    return rows.filter(({ state }) => state === 'booked').length === QUOTES / 2;
  });
  client.close();
}

/** A service on a recorded day, a minute of it each second, on which one client has asked. */
export function useRecordedDay(): Pick<UsedService, 'service'> & { readonly token: string } {
  const used = useService({
    settings: { MARKET: `recorded:${sharedPath('market-data')}`, MARKET_SPEED: '60', RISK_THREADS: '0' },
  });
  let token = '';
  beforeAll(async () => {
    ({ token } = await signIn(used.service, 'risk'));
    await trade(used.service);
  }, 60_000);
  return {
    get service() {
      return used.service;
    },
    /** Of the demo firm's risk manager. */
    get token() {
      return token;
    },
  };
}
