export { type Approval, hashOfTerms, statusAt, toApprovalView } from './approval.ts';
export type { MeasuredMarket } from './bounds.ts';
export { catalogueEntries, strategyEntries } from './catalogue.ts';
export { type CellDecision, cellDecisions, cellName } from './cell-decisions.ts';
export {
  APPROVAL_CHANGES,
  type ApprovalChange,
  type ChangeApproval,
  type Changed,
  makeChangeApproval,
} from './change-approval.ts';
export { decisionsAt } from './decisions-at.ts';
export { makeDraftApproval, makeReviseApproval } from './draft-approval.ts';
export type { Actor } from './dual-control.ts';
export type { Handling, MarkUpBand } from './limits.ts';
export { type ApprovalAnswer, askRegister, clientDirections } from './match.ts';
export { nextApprovalChangeAt } from './next-change.ts';
export { packageTypes, productTypeOf } from './product-type.ts';
export { readImpact } from './read-impact.ts';
export {
  insertApproval,
  loadApprovals,
  loadVersions,
  raiseEpoch,
  readEpoch,
} from './register.ts';
export type { RuleFailure } from './rule-failure.ts';
export { loadSignatures } from './signatures.ts';
