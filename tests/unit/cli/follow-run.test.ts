import { progressText } from '../../../src/cli/follow-run.ts';

const standing = (done: number, total: number | null = 4_000) => ({
  what: 'quotes replayed',
  done,
  total,
  more: '0 differ',
});

describe('the line of a run', () => {
  it.each([
    {
      when: 'nothing is known yet',
      done: 0,
      seconds: 0,
      text: '[--------------------] 0%, 0 of 4,000 quotes replayed, 0 differ',
    },
    {
      when: 'it has a pace since it is looked at',
      done: 3_000,
      seconds: 10,
      text: '[###############-----] 75%, 3,000 of 4,000 quotes replayed, 200 a second, 5 s left, 0 differ',
    },
    {
      when: 'it will take minutes',
      done: 1_010,
      seconds: 10,
      text: '[#####---------------] 25%, 1,010 of 4,000 quotes replayed, 1 a second, 49 min 50 s left, 0 differ',
    },
    {
      when: 'one is missing',
      done: 3_999,
      seconds: 2_999,
      text: '[###################-] 99%, 3,999 of 4,000 quotes replayed, 1 a second, 1 s left, 0 differ',
    },
  ])('shows percent, pace and time left when $when', ({ done, seconds, text }) => {
    expect(progressText(standing(done), { seconds, from: Math.min(done, 1_000) })).toBe(text);
  });

  it('claims no share of what is not counted', () => {
    expect(progressText(standing(0, null), { seconds: 1, from: 0 })).toBe('quotes replayed: not counted yet');
  });

  it('is full when there is nothing to do', () => {
    expect(progressText(standing(0, 0), { seconds: 1, from: 0 })).toMatch(/^\[#{20}] 100%, 0 of 0/);
  });
});
