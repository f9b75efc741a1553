import { START } from '../../../src/cli/rfq/journey.ts';
import { quoteLines, requestLines } from '../../../src/cli/rfq/quote-text.ts';
import { readRequest } from '../../../src/cli/rfq/request.ts';
import { saidText } from '../../../src/cli/rfq/said-text.ts';
import { bar, type StatusContext, secondsLeft, statusLine } from '../../../src/cli/rfq/status-line.ts';
import { plainPaint } from '../../../src/cli/terminal.ts';
import { rejection } from '../../../src/contracts/result.ts';
import { aQuote, aTrade, NOW, RECEIPT, TERMS, TTL_MS } from './rfq-events.ts';

const PLAIN = { data: plainPaint, talk: plainPaint };
const CONTEXT: StatusContext = { now: NOW, isConnected: true, interactive: true, paint: plainPaint };
const deciding = (changes: Parameters<typeof aQuote>[0] = {}) =>
  ({ ...START.journey, phase: 'deciding', quote: aQuote(changes) }) as const;

const PACKAGE = readRequest({
  underlying: 'BTC-USD',
  kind: 'option',
  expiry: '2027-03-26',
  quantity: '5',
  side: 'two-way',
  settlement: 'linear',
  fixing: 'DERIBIT_TWAP30',
  leg: ['buy call 105000', 'sell 2x call 120000'],
});

describe('the time left', () => {
  it.each([
    { leftMs: 0, text: '0.0' },
    { leftMs: 99, text: '0.0' },
    { leftMs: 100, text: '0.1' },
    { leftMs: 12_499, text: '12.4' },
    { leftMs: 60_000, text: '60.0' },
  ])('of $leftMs ms shows as $text s: never more than there is', ({ leftMs, text }) => {
    expect(secondsLeft(leftMs)).toBe(text);
  });

  it.each([
    { leftMs: TTL_MS, full: 12 },
    { leftMs: TTL_MS / 2, full: 6 },
    { leftMs: 1, full: 1 },
    { leftMs: 0, full: 0 },
    { leftMs: TTL_MS + 500, full: 12 },
  ])('of $leftMs ms fills $full of 12 cells', ({ leftMs, full }) => {
    expect(bar(leftMs, TTL_MS)).toBe('█'.repeat(full) + '░'.repeat(12 - full));
  });
});

describe('the line that counts down', () => {
  it('shows the time by the clock of the service, and what the keys do', () => {
    expect(statusLine(deciding(), { ...CONTEXT, now: NOW + 2_600 })).toBe(
      ' 12.4 s ██████████░░  b buy at 3,920.70  s sell at 3,850.25  p pass  q quit',
    );
  });

  it.each([
    { quoted: { bid: null }, shows: 'b buy at 3,920.70', hides: 'sell' },
    { quoted: { offer: null }, shows: 's sell at 3,850.25', hides: 'buy' },
  ])('offers no key for a side that was not quoted: no $hides', ({ quoted, shows, hides }) => {
    const line = statusLine(deciding(quoted), CONTEXT);

    expect(line).toContain(shows);
    expect(line).not.toContain(hides);
  });

  it('stops offering a trade when the time is up', () => {
    expect(statusLine(deciding(), { ...CONTEXT, now: NOW + TTL_MS })).toBe('time is up  q quit');
  });

  it('offers no keys to a program that presses none', () => {
    expect(statusLine(deciding(), { ...CONTEXT, interactive: false })).toBe(' 15.0 s ████████████');
  });

  it('says that the connection is lost', () => {
    expect(statusLine(deciding(), { ...CONTEXT, isConnected: false })).toMatch(/^connection lost, trying again {2}/);
  });

  it.each([
    { leftMs: TTL_MS, style: 'green' },
    { leftMs: TTL_MS / 2 + 1, style: 'green' },
    { leftMs: TTL_MS / 2, style: 'yellow' },
    { leftMs: 3_001, style: 'yellow' },
    { leftMs: 3_000, style: 'red' },
  ])('is $style with $leftMs ms left', ({ leftMs, style }) => {
    const now = NOW + TTL_MS - leftMs;

    expect(statusLine(deciding(), { ...CONTEXT, now, paint: (used, text) => `<${used}>${text}` })).toMatch(
      new RegExp(`^<${style}>`),
    );
  });

  it.each([
    { phase: 'waiting', text: 'waiting for a quote  q cancel' },
    { phase: 'accepting', text: 'accepting' },
    { phase: 'booking', text: 'accepted, waiting for the trade' },
    { phase: 'closed', text: 'r ask again  q quit' },
    { phase: 'done', text: '' },
  ] as const)('is "$text" when $phase', ({ phase, text }) => {
    expect(statusLine({ ...START.journey, phase }, CONTEXT)).toBe(text);
  });
});

describe('a quote on the screen', () => {
  it('is a table of both sides with what it was computed from, marked as simulated', () => {
    expect(quoteLines(aQuote(), TERMS, plainPaint)).toEqual([
      '',
      '                       bid, you sell  offer, you buy',
      'price per BTC, in USD       3,850.25        3,920.70',
      'premium for 10             38,502.50       39,207.00',
      'implied volatility            64.20%          65.81%',
      '',
      'spot 100,000.12  forward 100,577.00  volatility 65.00%',
      'delta 0.4106  gamma 0.00002718  vega 111.7 a point  theta -100.5 a day',
      'per BTC, in USD; market of 14:03:05.120 UTC  simulated',
    ]);
  });

  it.each([
    { source: 'simulated' as const, mark: /simulated$/ },
    { source: 'recorded' as const, mark: /simulated: recorded market$/ },
    { source: 'live' as const, mark: /UTC$/ },
  ])('of a $source market says so', ({ source, mark }) => {
    const lines = quoteLines(aQuote({ reference: { ...aQuote().reference, source } }), TERMS, plainPaint);

    expect(lines.at(-1)).toMatch(mark);
  });

  it('shows the side asked for alone', () => {
    const [, heading, price] = quoteLines(aQuote({ bid: null }), TERMS, plainPaint);

    expect(heading?.trim()).toBe('offer, you buy');
    expect(price).toMatch(/^price per BTC, in USD +3,920\.70$/);
  });

  it('shows each leg of a package at the price it would trade at, so that the columns add up', () => {
    const legs = [
      { bid: '10377.3', offer: '10603.76', delta: '0.5', impliedVolBid: '0.6', impliedVolOffer: '0.7' },
      { bid: '5717.42', offer: '5928.03', delta: '0.3', impliedVolBid: '0.6', impliedVolOffer: '0.7' },
    ];
    const quote = aQuote({ legs, bid: '-1478.76', offer: '-831.08', quantity: '5' });

    const lines = quoteLines(quote, PACKAGE, plainPaint);

    expect(lines.slice(2, 6)).toEqual([
      'price per BTC, in USD                            -1,478.76         -831.08',
      'premium for 5                                    -7,393.80       -4,155.40',
      '  buy BTC-USD call 105,000, 2027-03-26           10,377.30       10,603.76',
      '  sell 2 x BTC-USD call 120,000, 2027-03-26       5,928.03        5,717.42',
    ]);
  });

  it('shows the legs of a package that is only bought', () => {
    const legs = [
      { bid: null, offer: '10603.76', delta: '0.5', impliedVolBid: null, impliedVolOffer: '0.7' },
      { bid: '5717.42', offer: null, delta: '0.3', impliedVolBid: '0.6', impliedVolOffer: null },
    ];

    const lines = quoteLines(aQuote({ legs, bid: null, offer: '-831.08' }), PACKAGE, plainPaint);

    expect(lines.slice(4, 6).map((line) => line.split(/ {2,}/).at(-1))).toEqual(['10,603.76', '5,717.42']);
  });

  it.each([{ source: 'recorded' as const }, { source: 'simulated' as const }])(
    'fits on 80 columns, also of a $source market',
    ({ source }) => {
      const quote = aQuote({ bid: '10501.94', offer: '10728.9', reference: { ...aQuote().reference, source } });
      const line = statusLine({ ...deciding(), quote }, CONTEXT);

      const lengths = [...quoteLines(quote, TERMS, plainPaint), line].map(({ length }) => length);

      expect(Math.max(...lengths)).toBeLessThan(80);
    },
  );

  it('shows the level of an outright forward and no premium', () => {
    const forward = readRequest({
      underlying: 'BTC-USD',
      kind: 'forward',
      expiry: '2027-03-26',
      quantity: '25',
      side: 'two-way',
      settlement: 'linear',
      fixing: 'DERIBIT_TWAP30',
    });
    const reference = { ...aQuote().reference, impliedVol: null };

    const lines = quoteLines(aQuote({ bid: '102358.38', offer: '102436.35', reference }), forward, plainPaint);

    expect(lines[2]).toBe('forward price, in USD     102,358.38      102,436.35');
    expect(lines.join('\n')).not.toMatch(/premium|volatility/);
  });

  it('shows each warning whole, and how to confirm them', () => {
    const lines = quoteLines(aQuote({ warnings: [{ id: 'w1', text: 'Complex product.' }] }), TERMS, plainPaint);

    expect(lines.slice(-2)).toEqual([
      'warning: Complex product.',
      'press y to confirm that you have read this (for scripts: --confirm-warnings w1)',
    ]);
  });
});

describe('what is asked for', () => {
  it('names contract, quantity, side and settlement', () => {
    expect(requestLines(TERMS, plainPaint)).toEqual([
      'BTC-USD call 105,000, 2027-03-26   10 BTC   two-way',
      'cash settled in USD (linear), fixing DERIBIT_TWAP30',
    ]);
  });

  it('lists the legs of a package', () => {
    expect(requestLines(PACKAGE, plainPaint)).toEqual([
      'package of 2 legs   5 BTC   two-way',
      '  buy BTC-USD call 105,000, 2027-03-26',
      '  sell 2 x BTC-USD call 120,000, 2027-03-26',
      'cash settled in USD (linear), fixing DERIBIT_TWAP30',
    ]);
  });
});

describe('what is told', () => {
  it.each([
    { premium: '39207', side: 'buy' as const, did: 'you bought', pays: '  you pay     39,207.00 USD' },
    { premium: '-38502.5', side: 'sell' as const, did: 'you sold', pays: '  you receive 38,502.50 USD' },
  ])('of a trade: $did, $pays', ({ premium, side, did, pays }) => {
    const { stream, lines } = saidText({ what: 'trade', trade: aTrade({ premium, side }) }, TERMS, PLAIN);

    expect(stream).toBe('data');
    expect(lines).toEqual([
      '',
      'booked  trd_1',
      `  ${did.padEnd(12)}10 BTC  BTC-USD call 105,000, 2027-03-26`,
      '  at          3,920.70 USD',
      pays,
      '  accepted    2026-11-22 14:03:08 UTC',
      '  market      simulated',
    ]);
  });

  it.each([
    { said: { what: 'receipt', receipt: RECEIPT }, line: "accepted, 11.2 s before the quote's end" },
    {
      said: { what: 'refused', doing: 'not accepted', rejection: rejection('QUOTE_EXPIRED', 'the quote has ended') },
      line: 'not accepted: QUOTE_EXPIRED: the quote has ended',
    },
    { said: { what: 'note', text: 'passed' }, line: 'passed' },
  ] as const)('in one line: $line', ({ said, line }) => {
    expect(saidText(said, TERMS, PLAIN)).toEqual({ stream: 'talk', lines: [line] });
  });

  it('of a held trade, that it is safe', () => {
    const { lines } = saidText({ what: 'held', tradeId: 'trd_1', reason: 'limit' }, TERMS, PLAIN);

    expect(lines).toEqual(['held: limit; your trade trd_1 is safe']);
  });
});
