import { createHash } from 'node:crypto';

/*
 * A verifier by somebody who has docs/audit.md and the two files of an export, and nothing of ours: it imports nothing of
 * the product, so that the page alone is enough.
 */

interface ExportedBlock {
  readonly number: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly leaves: readonly string[];
  readonly root: string;
  readonly prevHash: string;
  readonly hash: string;
  readonly sealedAt: string;
}

const sha256 = (...parts: readonly (string | Buffer)[]) =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

function rootOf(leaves: readonly string[]): string {
  if (leaves.length < 2) return leaves[0] ?? '';
  const above: string[] = [];
  for (let at = 0; at < leaves.length; at += 2) {
    const pair = leaves.slice(at, at + 2).map((leaf) => Buffer.from(leaf, 'hex'));
    above.push(pair.length === 1 ? (leaves[at] ?? '') : sha256(Buffer.of(1), ...pair));
  }
  return rootOf(above);
}

/** Everything that is wrong with an export of the whole log, in words; nothing when it is as it was sealed. */
export function verifyExport(lines: readonly string[], blocks: readonly ExportedBlock[]): string[] {
  const bySeq = new Map(lines.map((line) => [(JSON.parse(line) as { seq: number }).seq, line]));
  const faults: string[] = [];
  let before = { number: 0, toSeq: 0, hash: '0'.repeat(64) };
  for (const { leaves, hash, ...rest } of blocks) {
    const { number, fromSeq, toSeq, root, prevHash, sealedAt } = rest;
    if (number !== before.number + 1 || fromSeq !== before.toSeq + 1 || prevHash !== before.hash)
      faults.push(`block ${number} does not follow ${before.number}`);
    if (leaves.length !== toSeq - fromSeq + 1 || rootOf(leaves) !== root)
      faults.push(`block ${number} has another root`);
    const header = `{"fromSeq":${fromSeq},"number":${number},"prevHash":"${prevHash}","root":"${root}","sealedAt":"${sealedAt}","toSeq":${toSeq}}`;
    if (sha256(header) !== hash) faults.push(`block ${number} has another hash`);
    leaves.forEach((leaf, index) => {
      const line = bySeq.get(fromSeq + index);
      if (line === undefined) faults.push(`seq ${fromSeq + index} is gone`);
      else if (sha256(line) !== leaf) faults.push(`seq ${fromSeq + index} is altered`);
    });
    before = { number, toSeq, hash };
  }
  return faults;
}
