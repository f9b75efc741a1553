import { type Input, START } from '../../../src/cli/rfq/journey.ts';
import { REQUOTE_PAUSE_MS } from '../../../src/cli/rfq/step.ts';
import { ok, reject, rejection } from '../../../src/contracts/result.ts';
import {
  anEvent,
  aQuote,
  CANCELLED,
  EXPIRED,
  NOW,
  RECEIPT,
  REJECTED,
  REVOKED,
  RFQ_ID,
  TTL_MS,
  WITHDRAWN,
} from './rfq-events.ts';
import { accepted, asked, booked, event, key, live, notAccepted, play, SCRIPT, WATCHER } from './rfq-play.ts';

describe('a person deciding on a quote', () => {
  it('is told that the same was asked for before, and goes on', () => {
    const answer = ok({
      ...{ rfqId: RFQ_ID, clientRfqId: 'cli_1', state: 'received' as const },
      ...{ duplicateOf: 'rfq_before', serverTime: new Date(NOW).toISOString() },
    });

    const { said, phase } = play([{ kind: 'asked', answer, at: NOW }, live()]);

    expect(said).toEqual(['note', 'quote']);
    expect(phase).toBe('deciding');
  });

  it.each([
    { pressed: 'b' as const, side: 'buy', price: '3920.7' },
    { pressed: 's' as const, side: 'sell', price: '3850.25' },
  ])('takes the price on the screen with $pressed', ({ pressed, side, price }) => {
    const { last, phase } = play([asked, live(), key(pressed)]);

    expect(last).toEqual([{ do: 'accept', side, price, quote: aQuote(), confirmedWarningId: null }]);
    expect(phase).toBe('accepting');
  });

  it.each([
    { pressed: 'b' as const, quote: { offer: null } },
    { pressed: 's' as const, quote: { bid: null } },
  ])('trades nothing with $pressed on a side that was not quoted', ({ pressed, quote }) => {
    const { did, phase } = play([asked, live(quote), key(pressed)]);

    expect(did).toEqual([]);
    expect(phase).toBe('deciding');
  });

  it.each([
    { when: 'one millisecond before the end', at: NOW + TTL_MS - 1, trades: true },
    { when: 'at the very end', at: NOW + TTL_MS, trades: true },
    { when: 'one millisecond after the end', at: NOW + TTL_MS + 1, trades: false },
  ])('trades $when of the validity: $trades', ({ at, trades }) => {
    expect(play([asked, live(), key('b', at)]).did).toEqual(trades ? ['accept'] : []);
  });

  it.each([
    { afterMs: REQUOTE_PAUSE_MS - 1, trades: false },
    { afterMs: REQUOTE_PAUSE_MS, trades: true },
  ])('can hit a new version $afterMs ms after it was shown: $trades', ({ afterMs, trades }) => {
    const requote = live({ quoteId: 'qt_2', version: 2, replaces: 1 }, NOW + 2_000);

    expect(play([asked, live(), requote, key('b', NOW + 2_000 + afterMs)]).did).toEqual(trades ? ['accept'] : []);
  });

  it('cannot trade with a key pressed while the connection is lost', () => {
    const { did, phase } = play([asked, live(), key('b', NOW + 1_000, false)]);

    expect(did).toEqual([]);
    expect(phase).toBe('deciding');
  });

  it('accepts once, however often the key is pressed', () => {
    expect(play([asked, live(), key('b'), key('b'), key('s'), key('p'), key('q')]).did).toEqual(['accept']);
  });

  it.each([
    { pressed: 'p' as const, does: 'pass' },
    { pressed: 'q' as const, does: 'cancel' },
    { pressed: 'interrupt' as const, does: 'cancel' },
  ])('leaves with $pressed, tells the service, and ends well', ({ pressed, does }) => {
    const { did, exitCode } = play([asked, live(), key(pressed), { kind: 'left', answer: ok(null) }]);

    expect(did).toEqual([does, 'finish']);
    expect(exitCode).toBe(0);
  });

  it('buys nothing with keys typed before there is a quote', () => {
    expect(play([key('b'), asked, key('s'), live()]).did).toEqual([]);
  });
});

describe('an accepted quote', () => {
  it.each([
    { order: 'answer, event, trade', inputs: [accepted, event(anEvent('quote.accepted', RECEIPT)), booked] },
    { order: 'event, answer, trade', inputs: [event(anEvent('quote.accepted', RECEIPT)), accepted, booked] },
    { order: 'event, trade', inputs: [event(anEvent('quote.accepted', RECEIPT)), booked] },
  ])('says receipt and trade once each, in the order $order', ({ inputs }) => {
    const { said, exitCode } = play([asked, live(), key('b'), ...inputs]);

    expect(said).toEqual(['quote', 'receipt', 'trade']);
    expect(exitCode).toBe(0);
  });

  it('shows the trade even when it comes before every receipt', () => {
    expect(play([asked, live(), key('b'), booked, accepted])).toMatchObject({ said: ['quote', 'trade'], exitCode: 0 });
  });

  it('is done when the trade is held', () => {
    const held = event(anEvent('trade.held', { tradeId: 'trd_1', reason: 'limit' }));

    expect(play([asked, live(), key('b'), accepted, held])).toMatchObject({ exitCode: 0, phase: 'done' });
  });

  it('is waited for whatever ends the quote meanwhile', () => {
    const { phase, exitCode } = play([asked, live(), key('b'), event(EXPIRED)]);

    expect([phase, exitCode]).toEqual(['accepting', null]);
  });

  it.each([
    { phase: 'while the answer is on its way', inputs: [], exitCode: 1 },
    { phase: 'once it is binding', inputs: [accepted], exitCode: 0 },
  ])('is not stopped by q, but left by an interrupt, $phase', ({ inputs, exitCode }) => {
    expect(play([asked, live(), key('b'), ...inputs, key('q')]).exitCode).toBeNull();
    expect(play([asked, live(), key('b'), ...inputs, key('interrupt')]).exitCode).toBe(exitCode);
  });

  it('is not watched for ever', () => {
    expect(play([asked, live(), key('b'), accepted, { kind: 'bookingSlow' }]).exitCode).toBe(0);
  });
});

describe('an acceptance that is refused', () => {
  it.each([
    { code: 'CREDIT_INSUFFICIENT' as const, phase: 'deciding' },
    { code: 'TRADING_PAUSED' as const, phase: 'deciding' },
    { code: 'QUOTE_EXPIRED' as const, phase: 'closed' },
    { code: 'QUOTE_REVOKED' as const, phase: 'closed' },
    { code: 'QUOTE_WITHDRAWN' as const, phase: 'closed' },
  ])('leaves a person $phase after $code', ({ code, phase }) => {
    expect(play([asked, live(), key('b'), notAccepted(code)])).toMatchObject({ phase, said: ['quote', 'refused'] });
  });

  it('leaves a person with the version that replaced it', () => {
    const requote = live({ quoteId: 'qt_2', version: 2, replaces: 1 });

    const { phase, journey } = play([asked, live(), key('b'), requote, notAccepted('QUOTE_SUPERSEDED')]);

    expect(phase).toBe('deciding');
    expect(journey.quote?.version).toBe(2);
  });

  it('closes when the quote ended while it was on its way', () => {
    expect(play([asked, live(), key('b'), event(EXPIRED), notAccepted('CREDIT_INSUFFICIENT')]).phase).toBe('closed');
  });
});

describe('a request that ends without a trade', () => {
  it.each([
    { end: 'expired', input: event(EXPIRED), person: 0, watcher: 0, script: 1 },
    { end: 'withdrawn', input: event(WITHDRAWN), person: 1, watcher: 1, script: 1 },
    { end: 'revoked', input: event(REVOKED), person: 1, watcher: 1, script: 1 },
    { end: 'cancelled by the desk', input: event(CANCELLED), person: 1, watcher: 1, script: 1 },
    { end: 'rejected', input: event(REJECTED), person: 1, watcher: 1, script: 1 },
  ])('has the exit code of its end and its reader: $end', ({ input, person, watcher, script }) => {
    const noOffer = live({ offer: null });

    expect(play([asked, live(), input, key('q')]).exitCode).toBe(person);
    expect(play([asked, live(), input], WATCHER).exitCode).toBe(watcher);
    expect(play([asked, noOffer, input], SCRIPT).exitCode).toBe(script);
  });

  it('is asked again with r, from the beginning', () => {
    const { journey, last } = play([asked, live(), event(EXPIRED), key('r')]);

    expect(journey).toEqual(START.journey);
    expect(last).toEqual([{ do: 'ask' }]);
  });

  it('comes back to life when the desk quotes again', () => {
    expect(play([asked, live(), event(WITHDRAWN), live({ quoteId: 'qt_2' })]).phase).toBe('deciding');
  });

  it.each([
    { code: 'PRODUCT_NOT_APPROVED' as const, phase: 'done', exitCode: 1 },
    { code: 'MARKET_STALE' as const, phase: 'closed', exitCode: null },
  ])('may be asked again at once only if that can help: $code', ({ code, phase, exitCode }) => {
    const refused: Input = { kind: 'asked', answer: reject(code, 'no'), at: NOW };

    expect(play([refused])).toMatchObject({ phase, exitCode });
    expect(play([refused], WATCHER).exitCode).toBe(1);
  });

  it('fails when the connection is lost for good', () => {
    expect(play([asked, live(), { kind: 'lost', rejection: rejection('UNAUTHENTICATED', 'out') }]).exitCode).toBe(1);
  });
});

describe('a script', () => {
  it.each([
    { accept: 'offer' as const, side: 'buy', price: '3920.7' },
    { accept: 'bid' as const, side: 'sell', price: '3850.25' },
  ])('takes the $accept of the first quote at once', ({ accept, side, price }) => {
    const { last } = play([asked, live()], { ...SCRIPT, accept });

    expect(last.at(-1)).toEqual({ do: 'accept', side, price, quote: aQuote(), confirmedWarningId: null });
  });

  it('fails when its acceptance is refused', () => {
    expect(play([asked, live(), notAccepted('CREDIT_INSUFFICIENT')], SCRIPT).exitCode).toBe(1);
  });

  it('tries no second version', () => {
    const requote = live({ quoteId: 'qt_2', version: 2, replaces: 1 });

    expect(play([asked, live(), requote], SCRIPT).did).toEqual(['accept']);
  });
});

describe('events around the answer to the request', () => {
  it('are played once it is known which request is ours', () => {
    expect(play([live(), asked])).toMatchObject({ phase: 'deciding', said: ['quote'] });
  });

  it('of another request change nothing', () => {
    const other = event(anEvent('quote.live', aQuote({ rfqId: 'rfq_2' }), 'rfq_2'));

    expect(play([asked, other])).toMatchObject({ phase: 'waiting', said: [] });
  });

  it('are recorded, each of ours once', () => {
    const { last } = play([asked, event(EXPIRED)], WATCHER);

    expect(last.filter((effect) => effect.do === 'record')).toEqual([{ do: 'record', event: EXPIRED }]);
  });
});
