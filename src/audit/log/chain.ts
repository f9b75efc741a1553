import { createHash } from 'node:crypto';
import { canonicalJson } from '../../platform/canonical-json.ts';

/** A run of events, sealed together: each one's hash, their Merkle root, and the hash of the block before. */
export interface Block {
  readonly number: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  /** SHA-256 of each line, lower-case hexadecimal, in order. */
  readonly leaves: readonly string[];
  readonly root: string;
  readonly prevHash: string;
  readonly hash: string;
  /** UTC ISO instant. */
  readonly sealedAt: string;
}

/** What the first block follows. */
export const GENESIS = { number: 0, toSeq: 0, hash: '0'.repeat(64) } as const;

/** The hash of an event: SHA-256 of its line as UTF-8, without the line's end. `sha256sum` gives the same. */
export function leafOf(line: string): string {
  return createHash('sha256').update(line, 'utf8').digest('hex');
}

/**
 * The Merkle root of leaves: SHA-256(0x01 ‖ left ‖ right) of each pair, level by level; who has no partner moves up
 * as it is. No line begins with the byte 0x01, so that no inner node can pass for an event.
 */
export function merkleRoot(leaves: readonly string[]): string {
  let level = leaves;
  while (level.length > 1) {
    const above: string[] = [];
    for (let i = 0; i < level.length; i += 2) {
      const left = level[i] ?? '';
      const right = level[i + 1];
      above.push(right === undefined ? left : nodeOf(left, right));
    }
    level = above;
  }
  const [root] = level;
  if (root === undefined) throw new Error('leaves must not be empty');
  return root;
}

function nodeOf(left: string, right: string): string {
  return createHash('sha256').update(Buffer.of(1)).update(left, 'hex').update(right, 'hex').digest('hex');
}

/** SHA-256 of the canonical JSON of all that a block says but its leaves, which the root stands for. */
export function blockHash({
  number,
  fromSeq,
  toSeq,
  root,
  prevHash,
  sealedAt,
}: Omit<Block, 'hash' | 'leaves'>): string {
  return leafOf(canonicalJson({ number, fromSeq, toSeq, root, prevHash, sealedAt }));
}

/** The block of `lines`, which follow `previous`. */
export function sealBlock(
  previous: Pick<Block, 'number' | 'toSeq' | 'hash'>,
  lines: readonly string[],
  sealedAt: string,
): Block {
  const leaves = lines.map(leafOf);
  const header = {
    number: previous.number + 1,
    fromSeq: previous.toSeq + 1,
    toSeq: previous.toSeq + lines.length,
    root: merkleRoot(leaves),
    prevHash: previous.hash,
    sealedAt,
  };
  return { ...header, leaves, hash: blockHash(header) };
}
