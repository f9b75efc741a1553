import type { SwitchScope } from '../contracts/switch.ts';

/** One line of the history, which is never altered. */
export interface SwitchChange {
  readonly scope: SwitchScope;
  /** `*` for FIRM. */
  readonly target: string;
  readonly action: 'pull' | 'propose' | 'rearm';
  readonly reason: string;
  readonly by: string;
  /** UTC epoch ms. */
  readonly at: number;
  readonly epoch: number;
}

/** A switch that is pulled. */
export interface PulledSwitch {
  readonly scope: SwitchScope;
  readonly target: string;
  /** Of the first pull since it was last armed. */
  readonly pulledBy: string;
  readonly reason: string;
  readonly pulledAt: number;
  /** Who proposed to re-arm it, if nobody has pulled it again since. */
  readonly rearmProposedBy: string | null;
}

/** What is pulled after these changes, which come in the order in which they were committed. */
export function foldSwitches(changes: readonly SwitchChange[]): PulledSwitch[] {
  const pulled = new Map<string, PulledSwitch>();
  for (const change of changes) {
    const key = `${change.scope} ${change.target}`;
    const before = pulled.get(key);
    const after = afterChange(before, change);
    if (after === null) pulled.delete(key);
    else pulled.set(key, after);
  }
  return [...pulled.values()];
}

function afterChange(before: PulledSwitch | undefined, change: SwitchChange): PulledSwitch | null {
  const { scope, target, reason, by, at } = change;
  if (change.action === 'rearm') return null;
  if (change.action === 'propose') return before === undefined ? null : { ...before, rearmProposedBy: by };
  // Pulled again, it stays as it is, but for the proposal: who pulls it knows of a reason not to re-arm it.
  if (before !== undefined) return { ...before, rearmProposedBy: null };
  return { scope, target, pulledBy: by, reason, pulledAt: at, rearmProposedBy: null };
}
