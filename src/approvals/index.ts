export { type Approval, toApprovalView } from './approval.ts';
export { catalogueEntries } from './catalogue.ts';
export { askRegister, clientDirections, type RuleFailure } from './match.ts';
export {
  APPROVAL_CHANGES,
  type ApprovalChange,
  type ChangeApproval,
  insertApproval,
  loadApprovals,
  makeChangeApproval,
  raiseEpoch,
  readEpoch,
} from './register.ts';
