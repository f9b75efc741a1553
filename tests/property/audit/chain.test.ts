import fc from 'fast-check';
import { type Block, GENESIS, leafOf, sealBlock } from '../../../src/audit/log/chain.ts';
import { type ChainFinding, columnsOf, type EventRow } from '../../../src/audit/log/check-chain.ts';
import { type ChainSource, WHOLE_CHAIN, walkChain } from '../../../src/audit/log/walk-chain.ts';
import { canonicalJson } from '../../../src/platform/canonical-json.ts';

interface Chain {
  blocks: Block[];
  events: EventRow[];
}

const AT = '2026-11-22T08:00:00.000Z';

function lineOf(seq: number, id: string): string {
  return canonicalJson({
    seq,
    at: AT,
    actor: { kind: 'user', id },
    action: 'rfq.create',
    object: { type: 'rfq', id: `rfq_${id}` },
  });
}

const rowOf = (seq: number, line: string): EventRow => ({ seq, line, columns: columnsOf(line) });

/** A sound chain with blocks of these sizes. */
function chainOf(sizes: readonly number[]): Chain {
  const chain: Chain = { blocks: [], events: [] };
  let previous: Pick<Block, 'number' | 'toSeq' | 'hash'> = GENESIS;
  for (const size of sizes) {
    const from = previous.toSeq + 1;
    const lines = Array.from({ length: size }, (_, index) => lineOf(from + index, `usr_${from + index}`));
    const block = sealBlock(previous, lines, AT);
    chain.blocks.push(block);
    chain.events.push(...lines.map((line, index) => rowOf(from + index, line)));
    previous = block;
  }
  return chain;
}

function sourceOf({ blocks, events }: Chain, pageSize: number): ChainSource {
  const covers = (seq: number) => blocks.find(({ fromSeq, toSeq }) => seq >= fromSeq && seq <= toSeq);
  return {
    blocksAfter: async (number) =>
      blocks
        .filter((block) => block.number > number)
        .sort((a, b) => a.number - b.number)
        .slice(0, pageSize),
    eventsBetween: async (from, to) => events.filter(({ seq }) => seq >= from && seq <= to),
    eventsOutside: async () => events.map(({ seq }) => seq).filter((seq) => covers(seq) === undefined),
    leafAt: async (seq) => {
      const block = covers(seq);
      return block?.leaves[seq - block.fromSeq] ?? null;
    },
    isDeleted: () => false,
  };
}

async function findingsOf(chain: Chain, pageSize: number): Promise<ChainFinding[]> {
  const findings: ChainFinding[] = [];
  for await (const page of walkChain(sourceOf(chain, pageSize), WHOLE_CHAIN)) findings.push(...page.findings);
  return findings;
}

const chains = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 }),
  pageSize: fc.integer({ min: 1, max: 4 }),
  first: fc.nat(),
  second: fc.nat(),
});

/** A chain with two different places of it; the chain has two events or more. */
function twoPlaces({ sizes, first, second }: { sizes: readonly number[]; first: number; second: number }) {
  const chain = chainOf(sizes[0] === 1 && sizes.length === 1 ? [2] : sizes);
  const { length } = chain.events;
  const a = first % length;
  const b = (a + 1 + (second % (length - 1))) % length;
  return { chain, a, b };
}

function replace(chain: Chain, index: number, row: Partial<EventRow>): void {
  const old = chain.events[index];
  if (old === undefined) throw new Error(`the chain has no event ${index}`);
  chain.events[index] = { ...old, ...row };
}

const named = (findings: readonly ChainFinding[]) => findings.map(({ fault, seq }) => `${fault} ${seq}`);

describe('the hash chain of the audit log (AU-02)', () => {
  it('has no finding while nothing was touched', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ sizes, pageSize }) => {
        expect(await findingsOf(chainOf(sizes), pageSize)).toEqual([]);
      }),
    ));

  it('names the one event whose line was altered, also when its columns follow', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces(places);
        replace(chain, a, rowOf(a + 1, lineOf(a + 1, 'usr_x')));
        expect(named(await findingsOf(chain, pageSize))).toEqual([`altered ${a + 1}`]);
      }),
    ));

  it('names the one event of which a column was altered', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces(places);
        replace(chain, a, { columns: { ...chain.events[a]?.columns, actor: 'usr_x' } });
        expect(named(await findingsOf(chain, pageSize))).toEqual([`altered ${a + 1}`]);
      }),
    ));

  it('names the one event that was removed', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces(places);
        chain.events.splice(a, 1);
        expect(named(await findingsOf(chain, pageSize))).toEqual([`removed ${a + 1}`]);
      }),
    ));

  it('names both of two events that changed places, in one block or in two', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a, b } = twoPlaces(places);
        const [lineA, lineB] = [chain.events[a]?.line ?? '', chain.events[b]?.line ?? ''];
        replace(chain, a, { line: lineB });
        replace(chain, b, { line: lineA });
        const expected = [a, b].sort((x, y) => x - y).map((index) => `reordered ${index + 1}`);
        expect(named(await findingsOf(chain, pageSize))).toEqual(expected);
      }),
    ));

  it('names an event that was added at the end without a block', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain } = twoPlaces(places);
        const seq = chain.events.length + 1;
        chain.events.push(rowOf(seq, lineOf(seq, 'usr_x')));
        expect(named(await findingsOf(chain, pageSize))).toEqual([`inserted ${seq}`]);
      }),
    ));

  it('names the place of an event that was pushed in between, and where the others came from', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces(places);
        const lines = chain.events.map(({ line }) => line);
        lines.splice(a, 0, lineOf(a + 1, 'usr_x'));
        chain.events = lines.map((line, index) => ({ seq: index + 1, line, columns: columnsOf(line) }));
        const found = await findingsOf(chain, pageSize);
        expect(found.filter(({ seq }) => seq === a + 1).map(({ fault }) => fault)).toEqual([
          expect.stringMatching(/^(inserted|altered)$/),
        ]);
        expect(found.filter(({ fault }) => fault === 'reordered').map(({ seq }) => seq)).toEqual(
          chain.events.slice(a + 1, -1).map(({ seq }) => seq),
        );
        expect(found.at(-1)).toMatchObject({ fault: 'inserted', seq: chain.events.length });
      }),
    ));

  it('names the block whose hashes were made to fit an altered event', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces(places);
        const line = lineOf(a + 1, 'usr_x');
        replace(chain, a, rowOf(a + 1, line));
        const index = chain.blocks.findIndex(({ toSeq }) => a + 1 <= toSeq);
        const block = chain.blocks[index];
        if (block === undefined) throw new Error(`no block holds ${a + 1}`);
        const leaves = block.leaves.with(a + 1 - block.fromSeq, leafOf(line));
        chain.blocks[index] = { ...block, leaves };
        expect((await findingsOf(chain, pageSize)).map(({ fault, block: number }) => [fault, number])).toEqual([
          ['blockBroken', block.number],
        ]);
      }),
    ));

  it('names the block after one that was sealed anew over an altered event', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces({ ...places, sizes: [...places.sizes, 1] });
        const index = chain.blocks.findIndex(({ toSeq }) => a + 1 <= toSeq);
        fc.pre(index < chain.blocks.length - 1);
        replace(chain, a, rowOf(a + 1, lineOf(a + 1, 'usr_x')));
        const { fromSeq, toSeq } = chain.blocks[index] ?? { fromSeq: 0, toSeq: 0 };
        const lines = chain.events.slice(fromSeq - 1, toSeq).map(({ line }) => line);
        chain.blocks[index] = sealBlock(chain.blocks[index - 1] ?? GENESIS, lines, AT);
        expect((await findingsOf(chain, pageSize)).map(({ fault, block }) => [fault, block])).toEqual([
          ['blockBroken', index + 2],
        ]);
      }),
    ));

  it('names the block after one that was removed with its events', () =>
    fc.assert(
      fc.asyncProperty(chains, async ({ pageSize, ...places }) => {
        const { chain, a } = twoPlaces({ ...places, sizes: [...places.sizes, 1] });
        const index = chain.blocks.findIndex(({ toSeq }) => a + 1 <= toSeq);
        fc.pre(index < chain.blocks.length - 1);
        const [gone] = chain.blocks.splice(index, 1);
        chain.events = chain.events.filter(({ seq }) => seq < (gone?.fromSeq ?? 0) || seq > (gone?.toSeq ?? 0));
        const found = await findingsOf(chain, pageSize);
        expect(found.length).toBeGreaterThan(0);
        expect(new Set(found.map(({ block }) => block))).toEqual(new Set([index + 2]));
      }),
    ));
});
