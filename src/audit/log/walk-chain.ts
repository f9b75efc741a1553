import { type Block, GENESIS, leafOf } from './chain.ts';
import { type ChainFinding, checkBlock, claimedSeq, type EventRow } from './check-chain.ts';

/** Where a chain is read from, a page at a time. */
export interface ChainSource {
  /** Blocks after this number, in order; as many as make a page, none at the end. */
  blocksAfter(number: number): Promise<readonly Block[]>;
  eventsBetween(fromSeq: number, toSeq: number): Promise<readonly EventRow[]>;
  /** Sequences of rows that belong to no block: a hundred at most. */
  eventsOutside(): Promise<readonly number[]>;
  /** The hash that was sealed at this place; null beyond the chain. */
  leafAt(seq: number): Promise<string | null>;
  /** Whether an event was deleted after its retention ended, by a deletion that is itself in the chain. */
  isDeleted(seq: number): boolean;
}

/** A page that was checked: what it held, and what is wrong with it. */
export interface CheckedPage {
  readonly blocks: readonly Block[];
  readonly events: readonly EventRow[];
  readonly findings: readonly ChainFinding[];
}

/** The range to check: blocks after `after`, up to `until` where it is given. */
export interface ChainRange {
  readonly after: Pick<Block, 'number' | 'toSeq' | 'hash'>;
  readonly until: number | null;
}

export const WHOLE_CHAIN: ChainRange = { after: GENESIS, until: null };

/** Checks a chain from one block to the next, page by page: memory does not grow with its length. */
export async function* walkChain(source: ChainSource, { after, until }: ChainRange): AsyncGenerator<CheckedPage> {
  let previous = after;
  for (;;) {
    const page = await source.blocksAfter(previous.number);
    const blocks = page.filter(({ number }) => until === null || number <= until);
    const last = blocks.at(-1);
    if (last === undefined) break;
    const events = await source.eventsBetween(previous.toSeq + 1, last.toSeq);
    const findings = checkPage(source, { blocks, events, previous });
    yield { blocks, events, findings: await Promise.all(findings.map((one) => whereFrom(source, one, events))) };
    previous = last;
  }
  if (until === null) yield { blocks: [], events: [], findings: (await source.eventsOutside()).map(neverSealed) };
}

interface Page {
  readonly blocks: readonly Block[];
  readonly events: readonly EventRow[];
  readonly previous: ChainRange['after'];
}

function checkPage(source: ChainSource, { blocks, events, previous: before }: Page): ChainFinding[] {
  let previous = before;
  return blocks.flatMap((block) => {
    const rows = new Map(
      events.filter(({ seq }) => seq >= block.fromSeq && seq <= block.toSeq).map((event) => [event.seq, event]),
    );
    const findings = checkBlock({ block, previous, rows, deleted: source.isDeleted });
    previous = block;
    return findings;
  });
}

/** An event that differs from what was sealed here may have been sealed elsewhere, as it says itself. */
async function whereFrom(
  source: ChainSource,
  finding: ChainFinding,
  events: readonly EventRow[],
): Promise<ChainFinding> {
  const { fault, seq } = finding;
  const row = fault === 'altered' || fault === 'inserted' ? events.find((event) => event.seq === seq) : undefined;
  const claimed = row === undefined ? null : claimedSeq(row.line);
  if (row === undefined || claimed === null || claimed === seq) return finding;
  const sealed = await source.leafAt(claimed);
  return sealed === leafOf(row.line)
    ? { ...finding, fault: 'reordered', message: `seq ${seq} holds the event that was sealed as seq ${claimed}` }
    : finding;
}

function neverSealed(seq: number): ChainFinding {
  return { fault: 'inserted', seq, block: null, message: `seq ${seq} belongs to no block: it was never sealed` };
}
