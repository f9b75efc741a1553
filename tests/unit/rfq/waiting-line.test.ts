import fc from 'fast-check';
import { makeWaitingLine } from '../../../src/rfq/waiting-line.ts';

const any = () => true;
const aLine = (bounds: { max?: number; maxPerAccount?: number } = {}) =>
  makeWaitingLine<string>({ max: 100, maxPerAccount: 100, ...bounds });

/** `a3` is the third of account a. */
function joinMany(line: ReturnType<typeof aLine>, counts: Readonly<Record<string, number>>): void {
  for (const [account, count] of Object.entries(counts)) {
    for (let index = 1; index <= count; index += 1) line.join(account, `${account}${index}`);
  }
}

describe('the line before the intake', () => {
  it('lets accounts take turns, each in its own order', () => {
    const line = aLine();
    joinMany(line, { a: 5, b: 1, c: 2 });

    expect(line.take(100, any)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3', 'a4', 'a5']);
    expect(line.take(100, any)).toEqual([]);
  });

  it('goes on where the batch before ended', () => {
    const line = aLine();
    joinMany(line, { a: 3, b: 3 });

    expect([line.take(3, any), line.take(3, any)]).toEqual([
      ['a1', 'b1', 'a2'],
      ['b2', 'a3', 'b3'],
    ]);
  });

  it('takes together only what fits together, and leaves nobody out for long', () => {
    const line = makeWaitingLine<{ id: string; epoch: number }>({ max: 10, maxPerAccount: 10 });
    for (const [id, epoch] of [
      ['a1', 1],
      ['a2', 2],
    ] as const)
      line.join('a', { id, epoch });
    for (const [id, epoch] of [
      ['b1', 2],
      ['b2', 1],
    ] as const)
      line.join('b', { id, epoch });
    const take = () => line.take(10, (first, next) => first.epoch === next.epoch).map(({ id }) => id);

    expect([take(), take(), take(), take()]).toEqual([['a1'], ['b1', 'a2'], ['b2'], []]);
  });

  it.each([
    { waiting: 4, kind: 'waits' },
    { waiting: 5, kind: 'accountFull' },
  ])('with $waiting of 5 of an account answers the next one: $kind', ({ waiting, kind }) => {
    const line = aLine({ maxPerAccount: 5 });
    joinMany(line, { a: waiting });

    expect(line.join('a', 'next').kind).toBe(kind);
    expect(line.join('b', 'other').kind).toBe('waits');
  });

  it('when full sends away the last of whoever has most, for one who has fewer', () => {
    const line = aLine({ max: 4 });
    joinMany(line, { a: 3, b: 1 });

    expect(line.join('c', 'c1')).toEqual({ kind: 'waits', displaced: 'a3' });
    expect(line.join('a', 'a4')).toEqual({ kind: 'full' });
    expect(line.join('b', 'b2')).toEqual({ kind: 'full' });
    expect(line.take(10, any).sort()).toEqual(['a1', 'a2', 'b1', 'c1']);
  });
});

describe('any line', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.record({ join: fc.constantFrom('a', 'b', 'c') }) },
    { weight: 1, arbitrary: fc.record({ take: fc.integer({ min: 1, max: 5 }) }) },
  );
  type Step = { readonly join: string } | { readonly take: number };

  /** What goes in and what comes out at one step. */
  function play(line: ReturnType<typeof aLine>, one: Step, id: number): { enter: string[]; leave: string[] } {
    if ('take' in one) return { enter: [], leave: line.take(one.take, any) };
    const item = `${one.join}${id}`;
    const joined = line.join(one.join, item);
    if (joined.kind !== 'waits') return { enter: [], leave: [] };
    return { enter: [item], leave: joined.displaced === null ? [] : [joined.displaced] };
  }

  const longest = (items: ReadonlySet<string>) =>
    Math.max(...['a', 'b', 'c'].map((account) => [...items].filter((item) => item.startsWith(account)).length));

  it('is never longer than its bounds, and gives each that waits away exactly once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const line = aLine({ max: 6, maxPerAccount: 4 });
        const inside = new Set<string>();
        for (const [id, one] of steps.entries()) {
          const { enter, leave } = play(line, one, id);
          for (const item of enter) inside.add(item);
          expect(leave.every((item) => inside.delete(item))).toBe(true);
          expect([inside.size <= 6, longest(inside) <= 4]).toEqual([true, true]);
        }
        expect(new Set(line.take(100, any))).toEqual(inside);
      }),
    );
  });
});
