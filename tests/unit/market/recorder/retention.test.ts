import { expiredSegments } from '../../../../src/market/recorder/retention.ts';

const at = (from: number, bytes = 10, kind: 'composite' | 'raw' = 'composite') => ({ from, bytes, kind });

describe('what of a recording is deleted', () => {
  it.each([
    { what: 'nothing within both limits', segments: [at(900), at(950), at(990)], keepBytes: 30, expired: [] },
    { what: 'what is too old', segments: [at(100), at(899), at(900), at(990)], keepBytes: 100, expired: [100, 899] },
    { what: 'the oldest of too much', segments: [at(900), at(950), at(990)], keepBytes: 29, expired: [900] },
    { what: 'as few as suffice', segments: [at(900, 5), at(950, 50), at(990, 20)], keepBytes: 70, expired: [900] },
    { what: 'never the newest, however old or large', segments: [at(1, 1_000)], keepBytes: 1, expired: [] },
    {
      what: 'never the newest of a kind',
      segments: [at(1, 10, 'raw'), at(2, 10, 'raw'), at(3), at(990)],
      keepBytes: 1,
      expired: [1, 3],
    },
  ])('is $what', ({ segments, keepBytes, expired }) => {
    const gone = expiredSegments(segments, { now: 1_000, retention: { keepMs: 100, keepBytes } });

    expect(gone.map(({ from }) => from)).toEqual(expired);
  });
});
