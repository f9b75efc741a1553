import type { ClientDocument } from '../../contracts/client.ts';
import { Decimal } from '../../platform/decimal.ts';
import { jurisdictionResult } from '../jurisdictions.ts';
import { type Checked, type EligibilityFailure, failure } from './question.ts';

/** Documents, place, authority, holds and assets: what stands whatever the product's risk is. */
export function standingFailures(checked: Checked): EligibilityFailure[] {
  return [
    ...documentFailures(checked),
    ...jurisdictionFailures(checked),
    ...authorityFailures(checked),
    ...holdFailures(checked),
    ...assetFailures(checked),
  ];
}

const DOCUMENT_NAMES = {
  clientAgreement: 'client agreement',
  tradingTerms: 'ISDA, CSA or terms',
  riskDisclosure: 'risk disclosure',
  settlementAccount: 'wallet or account verification',
} as const;

/** Rule CL-09. Half-open: at `until` a document is over. */
function documentFailures({ needs, file, at }: Checked): EligibilityFailure[] {
  const missing = (Object.keys(DOCUMENT_NAMES) as (keyof typeof DOCUMENT_NAMES)[]).filter(
    (kind) => needs(kind) && !isInForce(file.documents, kind, at),
  );
  if (missing.length === 0) return [];
  const list = missing.map((kind) => DOCUMENT_NAMES[kind]).join('; ');
  return [failure('CL-09', 'DOCUMENTS_MISSING', `DOCS ${list}`)];
}

function isInForce(documents: readonly ClientDocument[], kind: ClientDocument['kind'], at: string): boolean {
  return documents.some(
    (document) => document.kind === kind && document.from <= at && (document.until === null || at < document.until),
  );
}

/** Rule CL-10, of every product in the request. Reverse enquiry only: the client's own letter must be in force. */
function jurisdictionFailures({ needs, file, conduct, productTypes, treatedAs, at }: Checked): EligibilityFailure[] {
  if (!needs('jurisdiction')) return [];
  const { residence, location, bookingEntity } = file;
  return [...new Set(productTypes)].flatMap((productType) => {
    const cell = { residence, location, bookingEntity, productType, clientClass: treatedAs };
    const result = jurisdictionResult(conduct.policy.jurisdictions, cell);
    const passes =
      result === 'ALLOW' || (result === 'REVERSE_ENQUIRY_ONLY' && isInForce(file.documents, 'reverseEnquiry', at));
    if (passes) return [];
    const named = [residence, location, bookingEntity, productType, treatedAs].map((part) => part ?? '-').join('/');
    return [failure('CL-10', 'JURISDICTION_BLOCKED', `JURISDICTION ${named}=${result}`)];
  });
}

/** Rule CL-12: the user is named in the file, and the request within the user's own limit. */
function authorityFailures({ needs, file, userId, legs, quantity, spot }: Checked): EligibilityFailure[] {
  if (!needs('authority')) return [];
  const failed = (message: string) => [failure('CL-12', 'CLIENT_NOT_ELIGIBLE', `AUTHORITY ${message}`)];
  const authorised = file.authorisedUsers.find((user) => user.userId === userId);
  if (authorised === undefined) return failed(`user=${userId ?? 'none'}`);
  if (authorised.maxNotionalUsd === null || spot === null) return [];
  const units = legs.reduce((sum, { ratio }) => sum.plus(new Decimal(quantity).times(ratio)), new Decimal(0));
  const notional = units.times(spot);
  if (notional.lte(authorised.maxNotionalUsd)) return [];
  return failed(`user=${userId} notional=${notional.toFixed(2)} limit=${authorised.maxNotionalUsd} USD`);
}

/** Rules CL-13 and CL-14. The reason of a hold stays in the file: a rule's message is read by more people than may know it. */
function holdFailures({ needs, file, at }: Checked): EligibilityFailure[] {
  const failures: EligibilityFailure[] = [];
  if (needs('amlHold') && file.amlHold !== null) {
    failures.push(failure('CL-13', 'CLIENT_NOT_ELIGIBLE', 'AML_HOLD'));
  }
  const approval = file.connectedPerson?.preApproval ?? null;
  const isApproved = approval !== null && approval.from <= at && at < approval.until;
  if (needs('connectedPerson') && file.connectedPerson !== null && !isApproved) {
    failures.push(failure('CL-14', 'CLIENT_NOT_ELIGIBLE', 'CONNECTED_PERSON'));
  }
  return failures;
}

/** Rule ST-01, the client's half: the register says what a product may settle in. */
function assetFailures({ needs, file, legs, premiumCurrency }: Checked): EligibilityFailure[] {
  if (!needs('settlementAsset')) return [];
  const assets = new Set([premiumCurrency, ...legs.map(({ instrument }) => instrument.settlement.currency)]);
  return [...assets]
    .filter((asset) => !file.settlementAssets.includes(asset))
    .map((asset) => failure('ST-01', 'PRODUCT_NOT_APPROVED', `SETTLE_ASSET ${asset}`));
}
