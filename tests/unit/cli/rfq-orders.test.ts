import { InvalidArgumentError } from 'commander';
import type { JourneySettings } from '../../../src/cli/rfq/journey.ts';
import { distance, moreShares, orderTerms } from '../../../src/cli/rfq/order-options.ts';
import { requestLines } from '../../../src/cli/rfq/quote-text.ts';
import { saidText } from '../../../src/cli/rfq/said-text.ts';
import { statusLine } from '../../../src/cli/rfq/status-line.ts';
import { screenView } from '../../../src/cli/rfq/view.ts';
import { plainPaint } from '../../../src/cli/terminal.ts';
import { anEvent, aQuote, EXPIRED, NOW, RECEIPT, TERMS } from './rfq-events.ts';
import { asked, event, key, live, PERSON, play, WATCHER } from './rfq-play.ts';

const STREAM: JourneySettings = { ...PERSON, streaming: true };
const LIMIT: JourneySettings = { ...WATCHER, limitPrice: '3900' };
const PAINTS = { data: plainPaint, talk: plainPaint };

describe('how a request may trade, as typed', () => {
  it('goes with the request as the wire has it', () => {
    const typed = { limit: '3900', streaming: true, allocate: moreShares('acc_1=4'), confirmWarnings: 'wrn_1' };

    expect(orderTerms(typed)).toEqual({
      limitPrice: '3900',
      acknowledgedWarningId: 'wrn_1',
      streaming: true,
      allocations: [{ accountId: 'acc_1', quantity: '4' }],
    });
    expect(orderTerms({ confirmWarnings: 'any' })).toEqual({});
  });

  it.each([
    { what: 'an acceptance beside a limit', typed: { limit: '3900', accept: 'offer' as const } },
    { what: 'warnings that nobody will have seen', typed: { limit: '3900', confirmWarnings: 'any' } },
  ])('refuses $what', ({ typed }) => {
    expect(() => orderTerms(typed)).toThrow('--limit');
  });

  it.each(['acc_1', '4=acc_1', 'acc_1=', 'acc_1=-4'])('refuses the share %j', (text) => {
    expect(() => moreShares(text)).toThrow(InvalidArgumentError);
  });

  it('keeps shares in their order', () => {
    expect(moreShares('acc_2=1.5', moreShares('acc_1=4')).map(({ accountId }) => accountId)).toEqual([
      'acc_1',
      'acc_2',
    ]);
  });

  it.each(['-1', '1e3', 'five'])('refuses the slippage %j', (text) => {
    expect(() => distance(text)).toThrow(InvalidArgumentError);
  });

  it('is told before it is asked', () => {
    const terms = { ...TERMS, side: 'buy', limitPrice: '3900', streaming: true } as const;
    const allocations = [{ accountId: 'acc_1', quantity: '10' }];

    expect(requestLines({ ...terms, allocations }, plainPaint).slice(-3)).toEqual([
      'limit 3,900.00 USD: trades by itself at an offer at or below it',
      'streaming: the quote is replaced as the market moves',
      '  10 for acc_1',
    ]);
  });
});

describe('a streamed quote', () => {
  const NEWER = { version: 2, replaces: 1, offer: '3921.5' };

  it('is shown whole once, and from then on in one place', () => {
    const played = play([asked, live(), live(NEWER), live({ ...NEWER, version: 3, replaces: 2 })], STREAM);

    expect(played.said).toEqual(['quote', 'tick', 'tick']);
    expect(play([asked, live(), live(NEWER)]).said).toEqual(['quote', 'quote']);
  });

  it('is taken at the newest price at once, for it moves all the time', () => {
    const soon = NOW + 1_100;

    const played = play([asked, live(), live(NEWER, NOW + 1_000), key('b', soon)], STREAM);

    expect(played.last).toContainEqual(expect.objectContaining({ do: 'accept', price: '3921.5' }));
    expect(play([asked, live(), live(NEWER, NOW + 1_000), key('b', soon)]).phase).toBe('deciding');
  });

  it('has its version on the line that counts down, and without keys its prices', () => {
    const { journey } = play([asked, live(), live(NEWER)], STREAM);
    const context = { now: NOW, isConnected: true, paint: plainPaint, streaming: true };

    expect(statusLine(journey, { ...context, interactive: true })).toContain('v2  b buy at 3,921.50');
    expect(statusLine(journey, { ...context, interactive: false })).toContain('v2  3,850.25 / 3,921.50');
  });

  it.each([
    { where: 'on a terminal is no line of its own', isTty: true, lines: 0 },
    { where: 'in a file is a line of its own', isTty: false, lines: 1 },
  ])('$where', ({ isTty, lines }) => {
    const written: string[] = [];
    const write = (text: string) => written.push(text);
    const control = (sequence: string, text = '') => written.push(`${sequence}${text}`);
    const output = { isTty, paint: plainPaint, write, control, columns: () => 80 };
    const view = screenView({ out: output, err: output, interactive: isTty }, { ...STREAM, interactive: isTty });

    view.say({ what: 'tick', quote: aQuote(NEWER) }, TERMS);

    expect(written.filter((text) => text.includes('version 2'))).toHaveLength(lines);
  });
});

describe('a limit order', () => {
  it('needs no key: it is accepted by the service and booked', () => {
    const played = play([asked, live(), event(anEvent('quote.accepted', RECEIPT))], LIMIT);

    expect(played).toMatchObject({ phase: 'booking', did: [] });
  });

  it('waits beside the time that is left', () => {
    const { journey } = play([asked, live()], LIMIT);
    const context = { now: NOW, isConnected: true, interactive: false, paint: plainPaint };

    expect(statusLine(journey, { ...context, limitPrice: '3900' })).toContain('limit 3,900.00');
  });

  it('that was not met has failed, for whoever waits for its exit code', () => {
    expect(play([asked, live(), event(EXPIRED)], LIMIT).exitCode).toBe(1);
    expect(play([asked, live(), event(EXPIRED)], WATCHER).exitCode).toBe(0);
  });
});

describe('an acceptance that slipped', () => {
  it('says at which price it traded, and which one was on the screen', () => {
    const receipt = { ...RECEIPT, requestedPrice: '3920.7', executedPrice: '3921.5' };

    expect(saidText({ what: 'receipt', receipt }, TERMS, PAINTS).lines[0]).toContain('at 3,921.5 instead of 3,920.7');
    expect(saidText({ what: 'receipt', receipt: RECEIPT }, TERMS, PAINTS).lines[0]).not.toContain('instead');
  });
});
