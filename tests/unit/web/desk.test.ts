import fc from 'fast-check';
import type { ApprovalDecisionView } from '../../../src/contracts/approval-answers.ts';
import type { DeskItem, DeskSnapshot } from '../../../src/contracts/desk.ts';
import { cellLook, toMatrix } from '../../../src/web/compliance/matrix-model.ts';
import { nudged } from '../../../src/web/desk/decimal-nudge.ts';
import { toSendRequest } from '../../../src/web/desk/price-model.ts';
import { isNews, neighbour, slaOf } from '../../../src/web/desk/queue-model.ts';
import { withItem } from '../../../src/web/live/desk-items.ts';
import { replayRequestOf } from '../../../src/web/risk/replay-model.ts';

const item = (rfqId: string, state = 'queued') => ({ rfqId, state }) as DeskItem;

describe('a nudge', () => {
  it.each([
    ['3850.25', 2, '3850.27'],
    ['0.48', -1, '0.47'],
    ['0.01', -2, '-0.01'],
    ['9.99', 1, '10.00'],
    ['100', 10, '110'],
    ['', 1, ''],
  ])('moves the last digit of %p by %i to %p', (from, steps, to) => {
    expect(nudged(from, steps)).toBe(to);
  });

  it('there and back is where it was', () => {
    const price = fc.stringMatching(/^(0|[1-9]\d{0,9})\.\d{2}$/);
    fc.assert(
      fc.property(price, fc.integer({ min: 1, max: 50 }), (from, by) => nudged(nudged(from, by), -by) === from),
    );
  });
});

describe('a price that a trader enters', () => {
  const asked = { rfqId: 'rfq_1', side: 'two-way' } as const;
  const entered = { way: 'price', bid: '', offer: '', spread: '', ttlSeconds: '', legs: [] } as const;

  it.each([
    [
      { bid: '1.5', offer: '2' },
      { bid: '1.5', offer: '2' },
    ],
    [{ way: 'spread', spread: '60' } as const, { spread: '60' }],
    [{ way: 'volatility', bid: '48.25', offer: '50' } as const, { volatility: { bid: '0.4825', offer: '0.50' } }],
    [{ way: 'volatility', bid: '8', offer: '150' } as const, { volatility: { bid: '0.08', offer: '1.50' } }],
    [
      { way: 'shift', bid: '-0.5', offer: '0.75' } as const,
      { volatility: { shiftPoints: { bid: '-0.5', offer: '0.75' } } },
    ],
    [
      {
        way: 'legs',
        legs: [
          { bid: '48', offer: '50.5' },
          { bid: '', offer: '' },
        ],
      } as const,
      { volatility: { legs: [{ bid: '0.48', offer: '0.505' }, {}] } },
    ],
    [
      { bid: '1', ttlSeconds: '20' },
      { bid: '1', ttlMs: 20_000 },
    ],
  ])('as %p is sent as %p', (change, sent) => {
    expect(toSendRequest({ ...entered, ...change }, asked)).toEqual({ ok: true, value: { rfqId: 'rfq_1', ...sent } });
  });

  it('is sent for the side that was asked for alone', () => {
    const built = toSendRequest({ ...entered, bid: '1', offer: '2' }, { ...asked, side: 'buy' });

    expect(built).toEqual({ ok: true, value: { rfqId: 'rfq_1', offer: '2' } });
  });

  it('is refused when it is none', () => {
    expect(toSendRequest(entered, asked).ok).toBe(false);
  });
});

describe('the queue on the screen', () => {
  it.each([
    [20_001, 'calm'],
    [20_000, 'soon'],
    [1, 'soon'],
    [0, 'missed'],
    [-1, 'missed'],
  ])('with %i ms to answer looks %s', (left, look) => {
    const due = { slaDueAt: '2026-11-23T00:01:00.000Z', slaMissed: false };

    expect(slaOf(due, Date.parse(due.slaDueAt) - left).look).toBe(look);
  });

  it('is walked by keys, and stops at its ends', () => {
    const items = [item('a'), item('b')];

    expect([
      neighbour(items, null, 1),
      neighbour(items, 'a', 1),
      neighbour(items, 'b', 1),
      neighbour(items, 'a', -1),
    ]).toEqual(['a', 'b', 'b', 'a']);
    expect(neighbour([], null, 1)).toBeNull();
  });

  it('sounds for what is new in it, and for what came back', () => {
    const news = isNews([item('a'), item('b', 'pickedUp')], [item('a'), item('b'), item('c'), item('d', 'onHold')]);

    expect(news.map(({ rfqId }) => rfqId)).toEqual(['b', 'c']);
  });

  it('takes the newest form of a request in its place, and drops what waits no more', () => {
    const desk = { items: [item('a'), item('b')] } as DeskSnapshot;

    expect(withItem(desk, item('a', 'pickedUp')).items).toEqual([item('a', 'pickedUp'), item('b')]);
    expect(withItem(desk, item('a', 'quoted')).items).toEqual([item('b')]);
    expect(withItem(desk, item('c')).items).toEqual([item('a'), item('b'), item('c')]);
  });
});

describe('the approval matrix', () => {
  const decision = (clientClass: string, allowed: boolean) =>
    ({
      clientClass,
      productType: 'FWD',
      underlying: 'BTC-USD',
      settlement: { method: 'cash', style: 'linear', currency: 'USD' },
      direction: 'buy',
      allowed,
      verdict: allowed ? 'allowed' : 'suspended',
    }) as ApprovalDecisionView;

  it('puts the classes of one contract side by side', () => {
    const matrix = toMatrix([decision('IPI', true), decision('CPI', false)]);

    expect([matrix.classes, matrix.rows.length]).toEqual([['IPI', 'CPI'], 1]);
    expect(matrix.rows[0]?.cells.get('CPI')?.allowed).toBe(false);
  });

  it('says each verdict by mark, word and look', () => {
    expect(cellLook(decision('IPI', true)).word).toBe('allowed');
    expect(cellLook(decision('IPI', false))).toEqual({ mark: '‖', word: 'suspended', className: 'cell-stopped' });
    expect(cellLook({ allowed: false, verdict: 'none' }).className).toBe('cell-no');
  });
});

describe('what is replayed', () => {
  it.each([
    [{ id: ' rfq_1 ', from: '', to: '' }, { rfqId: 'rfq_1' }],
    [{ id: 'qt_1', from: '', to: '' }, { quoteId: 'qt_1' }],
    [
      { id: '', from: '2026-11-23T08:00', to: '2026-11-23T09:00' },
      { from: '2026-11-23T08:00:00.000Z', to: '2026-11-23T09:00:00.000Z' },
    ],
  ])('of %p is %p', (entered, request) => {
    expect(replayRequestOf(entered)).toEqual(request);
  });
});
