import type { ClientClass } from '../contracts/approval-terms.ts';
import type { Leg } from '../contracts/rfq.ts';
import { contentHash } from '../platform/canonical-json.ts';
import { toInstant } from '../platform/clock.ts';
import type { VersionedConductPolicy } from './conduct-policy.ts';
import { demandOf, requirementsAt } from './requirements.ts';

export interface WarningsQuestion {
  readonly conduct: VersionedConductPolicy;
  readonly legs: readonly Leg[];
  /** Of each leg, in their order. */
  readonly productTypes: readonly string[];
  readonly treatedAs: ClientClass;
  /** What the product is by now: the content of the approvals that allow it, each by its hash. */
  readonly productVersions: () => readonly string[];
  /** UTC epoch ms. */
  readonly now: number;
}

/** One text, with the id of the whole set. */
export interface Warning {
  readonly id: string;
  readonly text: string;
}

/**
 * Rule CL-11: what is to be shown and confirmed before these products are traded. All texts of the set carry one id, which
 * comes of every text and of the product's versions: whatever of them changes must be confirmed anew. Empty for classes
 * that the matrix exempts.
 */
export function warningsFor({
  conduct,
  legs,
  productTypes,
  treatedAs,
  productVersions,
  now,
}: WarningsQuestion): Warning[] {
  const requirement = requirementsAt(toInstant(now)).get('warnings');
  if (requirement !== undefined && demandOf(requirement, treatedAs) === 'exempt') return [];
  const texts = conduct.policy.warnings
    .filter(
      (warning) =>
        covers(warning.clientClasses, [treatedAs]) &&
        legs.some(
          ({ instrument }, index) =>
            covers(warning.productTypes, [productTypes[index] ?? '']) &&
            covers(warning.settlementStyles, [instrument.settlement.style]),
        ),
    )
    .map(({ text }) => text);
  const products = [...new Set(productVersions())].sort();
  const id = `wrn_${contentHash({ texts, products }).slice(0, 32)}`;
  return texts.map((text) => ({ id, text }));
}

function covers(selection: 'any' | readonly string[], values: readonly string[]): boolean {
  return selection === 'any' || values.some((value) => selection.includes(value));
}
