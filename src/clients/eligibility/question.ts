import type { ClientClass } from '../../contracts/approval-terms.ts';
import type { ClientFileVersion } from '../../contracts/client.ts';
import type { RejectCode } from '../../contracts/errors.ts';
import type { Leg, RfqSide } from '../../contracts/rfq.ts';
import type { Currency } from '../../contracts/scalars.ts';
import type { Account } from '../accounts.ts';
import type { VersionedConductPolicy } from '../conduct-policy.ts';
import type { RequirementId } from '../requirements.ts';
import type { Treatment } from '../treated-as.ts';

/** What a client asks for, and what is known of it where it is asked. */
export interface EligibilityQuestion {
  readonly point: 'request' | 'release' | 'live' | 'accept' | 'booking';
  readonly account: Pick<Account, 'accountId' | 'status'>;
  /** Undefined for a client without a file, who is refused. */
  readonly fileVersion: ClientFileVersion | undefined;
  readonly conduct: VersionedConductPolicy;
  /** As `treatmentFor` says. */
  readonly treatment: Treatment;
  readonly legs: readonly Leg[];
  /** Of each leg, in their order. */
  readonly productTypes: readonly string[];
  /** The highest of the approvals that allow it; null leaves it to the policy's table. */
  readonly riskRating: number | null;
  readonly side: RfqSide;
  readonly quantity: string;
  readonly premiumCurrency: Currency;
  readonly closes: boolean;
  /** Who asks or accepts; null where nobody does. */
  readonly userId: string | null;
  /** Dollars per unit of the base asset; null without a market. */
  readonly spot: number | null;
  /** What the client would pay in dollars, by side; null without a price. */
  readonly premiumUsd: { readonly buy: number; readonly sell: number } | null;
  /** Dollars of exposure that the client has with the firm. */
  readonly exposureUsd: string;
  /** Rule CL-11: the warnings that are to be confirmed, and the ones that were. */
  readonly warningId: string | null;
  readonly acknowledgedWarningId: string | null;
  /** Rule TR-14: in which the dealer was said to act. */
  readonly capacity: string | null;
  /** UTC epoch ms. */
  readonly now: number;
}

export interface EligibilityFailure {
  readonly rule: string;
  readonly code: RejectCode;
  readonly message: string;
}

/** What the client's side of a decision rests on, as it is stored with it. */
export interface EligibilityBasis {
  readonly fileVersion: number | null;
  readonly conductVersion: string;
  readonly requirementsVersion: string;
  readonly clientClass: string | null;
  readonly treatedAs: ClientClass;
  /** What was measured; null where nothing of it was asked. */
  readonly inputs: ProfileInputs | null;
}

export interface EligibilityAnswer {
  readonly failures: readonly EligibilityFailure[];
  /** Rule CL-03: why more is asked; by themselves they refuse nothing. */
  readonly notes: readonly EligibilityFailure[];
  readonly basis: EligibilityBasis;
}

/** What the single checks see. */
export interface Checked extends Omit<EligibilityQuestion, 'fileVersion' | 'treatment'> {
  readonly file: ClientFileVersion['file'];
  readonly treatedAs: ClientClass;
  /** `now` as an instant. */
  readonly at: string;
  /** Whether the matrix asks it of this class, at this point, of this kind of request. */
  needs(id: RequirementId): boolean;
}

/** What the rules of the profile measure by. */
export interface ProfileInputs {
  readonly riskRating: number;
  readonly tenorDays: number;
  /** Null without a market. */
  readonly maxLossUsd: string | null;
  readonly exposureUsd: string;
}

export function failure(rule: string, code: RejectCode, message: string): EligibilityFailure {
  return { rule, code, message };
}
