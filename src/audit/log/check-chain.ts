import { type Block, blockHash, leafOf, merkleRoot } from './chain.ts';
import type { EventDraft } from './compose-events.ts';

export const CHAIN_FAULTS = ['altered', 'removed', 'reordered', 'inserted', 'blockBroken'] as const;
export type ChainFault = (typeof CHAIN_FAULTS)[number];

/** What is wrong, and where: `seq` is null where it is a block as a whole, `block` where there is none. */
export interface ChainFinding {
  readonly fault: ChainFault;
  readonly seq: number | null;
  readonly block: number | null;
  readonly message: string;
}

/** An event's row: its line, and the columns that repeat parts of it. */
export interface EventRow {
  readonly seq: number;
  readonly line: string;
  readonly columns: Readonly<Record<string, unknown>>;
}

export interface BlockQuestion {
  readonly block: Block;
  readonly previous: Pick<Block, 'number' | 'toSeq' | 'hash'>;
  /** The rows that stand where the block's events belong, by sequence. */
  readonly rows: ReadonlyMap<number, EventRow>;
  /** Whether an event was deleted after its retention. */
  readonly deleted: (seq: number) => boolean;
}

/** All that is wrong with a block and its events; of an event that is elsewhere in the chain `reordered` is said later. */
export function checkBlock(question: BlockQuestion): ChainFinding[] {
  return [...blockFaults(question), ...eventFaults(question)];
}

function blockFaults({ block, previous }: BlockQuestion): ChainFinding[] {
  const { number, fromSeq, toSeq, leaves, root, prevHash, hash } = block;
  const rules: readonly [boolean, string][] = [
    [number === previous.number + 1, `follows block ${previous.number}: what was between them is gone`],
    [fromSeq === previous.toSeq + 1, `starts at seq ${fromSeq}, the block before it ends at ${previous.toSeq}`],
    [prevHash === previous.hash, `names another block before it than block ${previous.number}`],
    [leaves.length === toSeq - fromSeq + 1, `has ${leaves.length} hashes for seq ${fromSeq} to ${toSeq}`],
    [leaves.length > 0 && merkleRoot(leaves) === root, 'has a root that is not that of its hashes'],
    [blockHash(block) === hash, 'has a hash that is not its own'],
  ];
  return rules
    .filter(([holds]) => !holds)
    .map(([, message]) => ({ fault: 'blockBroken', seq: null, block: number, message: `block ${number} ${message}` }));
}

function eventFaults({ block, rows, deleted }: BlockQuestion): ChainFinding[] {
  const { number, fromSeq, leaves } = block;
  const places: Places = {
    sealed: new Map(leaves.map((leaf, index) => [leaf, fromSeq + index])),
    found: new Set([...rows.values()].map(({ line }) => leafOf(line))),
  };
  return leaves.flatMap((leaf, index) => {
    const seq = fromSeq + index;
    const row = rows.get(seq);
    if (row === undefined && deleted(seq)) return [];
    const judged = row === undefined ? missing(leaf, places) : judgeRow(row, leaf, places);
    return judged === null ? [] : [{ ...judged, seq, block: number, message: `seq ${seq} ${judged.message}` }];
  });
}

interface Places {
  /** Where in the block each hash was sealed. */
  readonly sealed: ReadonlyMap<string, number>;
  /** The hashes of the rows that are there. */
  readonly found: ReadonlySet<string>;
}

type Judged = Pick<ChainFinding, 'fault' | 'message'> | null;

/** An event that stands in another place of its block is named there. */
function missing(leaf: string, { found }: Places): Judged {
  return found.has(leaf) ? null : { fault: 'removed', message: 'is gone' };
}

function judgeRow(row: EventRow, leaf: string, { sealed, found }: Places): Judged {
  const mine = leafOf(row.line);
  if (mine === leaf) {
    const column = differingColumn(row);
    return column === null
      ? null
      : { fault: 'altered', message: `differs in the column ${column} from what was sealed` };
  }
  const other = sealed.get(mine);
  if (other !== undefined) return { fault: 'reordered', message: `holds the event that was sealed as seq ${other}` };
  if (found.has(leaf)) return { fault: 'inserted', message: 'holds an event that was never sealed' };
  return { fault: 'altered', message: 'differs from what was sealed' };
}

function differingColumn({ line, columns }: EventRow): string | null {
  const said = columnsOf(line);
  return Object.keys(said).find((name) => said[name] !== columns[name]) ?? null;
}

type SealedEvent = EventDraft & { readonly seq: number };

/** The columns of an event's row, which repeat parts of its line for searches. */
export function columnsOf(line: string): Record<string, unknown> {
  return columnsOfEvent(JSON.parse(line) as SealedEvent);
}

export function columnsOfEvent({
  seq,
  at,
  actor,
  action,
  object,
  accountId,
  rfqId,
}: SealedEvent): Record<string, unknown> {
  return {
    seq,
    at,
    actor: actor.id,
    action,
    object_type: object.type,
    object_id: object.id,
    account_id: accountId ?? null,
    rfq_id: rfqId ?? null,
  };
}

/** The sequence that a line claims for itself; null when it is not the line of an event. */
export function claimedSeq(line: string): number | null {
  try {
    const { seq } = JSON.parse(line) as { seq?: unknown };
    return Number.isSafeInteger(seq) ? (seq as number) : null;
  } catch {
    return null;
  }
}
