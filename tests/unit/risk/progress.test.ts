import { progressOf, type RunStanding } from '../../../src/risk/progress.ts';

const run: RunStanding = {
  kind: 'replay',
  runId: 'rpl_1',
  state: 'running',
  startedBy: 'risk',
  done: 300,
  total: 900,
  since: { at: 1_000, done: 100 },
};

describe('the progress of a run', () => {
  it('goes by the pace since somebody works on it, not since it began', () => {
    expect(progressOf(run, 5_000)).toMatchObject({ percent: '33.33', perSecond: '50', secondsLeft: 12 });
  });

  it('knows no pace before the first of them is done', () => {
    expect(progressOf(run, 1_000)).toMatchObject({ perSecond: null, secondsLeft: null });
  });

  it('says 100 only when all is done', () => {
    expect(progressOf({ ...run, done: 99_999, total: 100_000 }, 5_000).percent).toBe('99.99');
    expect(progressOf({ ...run, done: 900, state: 'done' }, 5_000)).toMatchObject({
      percent: '100',
      secondsLeft: null,
    });
    expect(progressOf({ ...run, done: 0, total: 0, state: 'done' }, 5_000).percent).toBe('100');
  });
});
