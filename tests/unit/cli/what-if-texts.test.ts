import { plainPaint } from '../../../src/cli/terminal.ts';
import { changeLines, runLines, runRow } from '../../../src/cli/what-if/texts.ts';
import type { WhatIfRun } from '../../../src/contracts/what-if.ts';
import { NO_TOTALS } from '../../../src/risk/history/totals.ts';

const run: WhatIfRun = {
  whatIfId: 'wif_1',
  request: {
    name: 'wider',
    from: '2026-11-22T00:00:00.000Z',
    to: '2026-11-23T00:00:00.000Z',
    change: {},
    acceptance: { acceptedBearsBps: '0', lostIsWonFromBps: 'never' },
  },
  state: 'done',
  total: 1_200,
  done: 1_200,
  totals: { ...NO_TOTALS, changed: 3 },
  notes: ['a note'],
  error: null,
  startedBy: 'risk',
  startedAt: '2026-11-23T00:00:01.000Z',
  endedAt: '2026-11-23T00:00:02.000Z',
};

describe('a what-if on a terminal', () => {
  it('shows what was above what is, and how to read it', () => {
    const lines = runLines(run, plainPaint);

    expect(lines[0]).toBe('wif_1 wider: done, 1,200 of 1,200 requests, 3 otherwise than they were');
    expect(lines[2]).toMatch(/^all {2}was +0 +0 +0 +0 +0 +– +0 +– +– +– +0 +0$/);
    expect(lines[3]).toMatch(/^ +now/);
    expect(lines.at(-1)).toBe('- a note');
    expect(runRow(run)).toBe('wif_1  done  1,200 of 1,200  risk  2026-11-23T00:00:01.000Z  wider');
  });

  it('shows the first difference of each request, and where the others are', () => {
    const changes = [
      { path: 'offer', was: '1', now: '2', why: 'spread policy pol_1' },
      { path: 'bid', was: '1', now: '0', why: 'spread policy pol_1' },
    ];
    const result = { rfqId: 'rfq_1', client: 'Harbour', product: 'option BTC-USD', changes };

    expect(changeLines(run, [result as unknown as Parameters<typeof changeLines>[1][number]])).toEqual([
      'rfq_1 Harbour, option BTC-USD: offer 1 -> 2 (spread policy pol_1), and 1 more',
      'and 2 more: otc what-if export wif_1',
    ]);
  });
});
