import { aLeg, anAcceptance, anRfq, connectAs, expiryInDays, quoteFor, type TestClient } from '../support/client.ts';
import { useService } from '../support/use-service.ts';

const used = useService();

describe('bad input', () => {
  it.each([
    { what: 'an unknown field', change: { colour: 'red' }, path: 'colour' },
    { what: 'a number for a decimal', change: { quantity: 1 }, path: 'quantity' },
    { what: 'a quantity of zero', change: { quantity: '0' }, path: 'quantity' },
    { what: 'an exponent', change: { quantity: '1e3' }, path: 'quantity' },
    { what: 'no legs', change: { legs: [] }, path: 'legs' },
    { what: 'a local time', change: { legs: [aLeg({ expiry: '2027-03-26' })] }, path: 'legs.0.instrument.expiry' },
    { what: 'a limit price without a side', change: { limitPrice: '100' }, path: 'limitPrice' },
    { what: 'a client id with a space', change: { clientRfqId: 'a b' }, path: 'clientRfqId' },
  ])('$what is refused, naming the path', async ({ change, path }) => {
    const payload = { ...anRfq(), ...change } as Parameters<TestClient['request']>[1];

    const answer = await used.client.request('rfq.create', payload as never);

    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_FAILED', retryable: false, details: { path } },
    });
  });

  it('answers an unknown event, a missing payload and a payload of the wrong type', async () => {
    const unknown = await used.client.socket.timeout(5_000).emitWithAck('rfq.destroy', {});
    const missing = await used.client.socket.timeout(5_000).emitWithAck('rfq.create');
    const text = await used.client.socket.timeout(5_000).emitWithAck('rfq.create', 'hello');

    for (const answer of [unknown, missing, text])
      expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED' } });
  });
});

describe('events of an account', () => {
  it('come in sequence without a gap, the same on every socket, and again on resume', async () => {
    const second = await connectAs(used.service, 'harbour');
    const quote = await quoteFor(used.client);
    await used.client.request('quote.accept', anAcceptance(quote));
    await second.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    await used.client.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);

    const sequence = used.client.events.map(({ seq }) => seq);
    expect(sequence).toEqual(sequence.map((_, index) => used.client.hello.lastSeq + 1 + index));
    expect(second.events).toEqual(used.client.events);

    const third = await connectAs(used.service, 'harbour');
    const resumed = await third.request('session.resume', { afterSeq: used.client.hello.lastSeq });
    await third.event('trade.booked', (booked) => booked.quoteId === quote.quoteId);
    expect(resumed).toMatchObject({ ok: true, data: { fromSeq: used.client.hello.lastSeq + 1, gap: false } });
    expect(third.events.slice(0, used.client.events.length)).toEqual(used.client.events);
    second.close();
    third.close();
  });

  it('can be read again from the very first one', async () => {
    await quoteFor(used.client);
    const again = await connectAs(used.service, 'harbour');

    const resumed = await again.request('session.resume', { afterSeq: 0 });
    await again.event('quote.live', (quote) => quote.clientRfqId === used.client.events.at(-1)?.data['clientRfqId']);

    expect(resumed).toMatchObject({ ok: true, data: { fromSeq: 1, gap: false } });
    expect(again.events.map(({ seq }) => seq)).toEqual(again.events.map((_, index) => index + 1));
    again.close();
  });

  it('refuses to resume after what has not happened', async () => {
    const answer = await used.client.request('session.resume', { afterSeq: 1_000_000 });

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_FAILED', details: { path: 'afterSeq' } } });
  });
});

describe('the market and the catalogue', () => {
  it('streams the market of what was subscribed, until it is no longer', async () => {
    const seen: string[] = [];
    used.client.socket.on('market', ({ underlying }: { underlying: string }) => seen.push(underlying));

    const subscribed = await used.client.request('market.subscribe', { underlyings: ['ETH-USD', 'DOGE-USD'] });
    await new Promise((resolve) => used.client.socket.once('market', resolve));
    const unsubscribed = await used.client.request('market.unsubscribe', { underlyings: ['ETH-USD'] });

    expect(subscribed).toEqual({ ok: true, data: { underlyings: ['ETH-USD'] } });
    expect(unsubscribed).toEqual({ ok: true, data: { underlyings: [] } });
    expect(new Set(seen)).toEqual(new Set(['ETH-USD']));
  });

  it('shows each account what it may ask for now', async () => {
    const chan = await connectAs(used.service, 'chan');
    const retail = await connectAs(used.service, 'retail');

    const [institution, individual, none] = await Promise.all(
      [used.client, chan, retail].map((one) => one.request('catalogue.get', {})),
    );

    const directions = (answer: typeof institution) =>
      answer?.ok === true
        ? answer.data.entries.find((entry) => entry.kind === 'option' && entry.underlying === 'BTC-USD')?.directions
        : null;
    expect(directions(institution)).toEqual(['buy', 'sell']);
    expect(directions(individual)).toEqual(['buy']);
    expect(none).toMatchObject({ ok: true, data: { entries: [] } });
    chan.close();
    retail.close();
  });
});

describe('an expiry', () => {
  it('of today or the past, or off the 08:00 UTC cut, is refused', async () => {
    const offCut = expiryInDays(30).replace('T08', 'T09');
    for (const expiry of [expiryInDays(-1), offCut]) {
      const answer = await used.client.request('rfq.create', anRfq({ legs: [aLeg({ expiry })] }));
      expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_EXPIRY' } });
    }
  });
});
