export { approvalLimits } from './approval-limits.ts';
export { type LimitQuestion, limitFailures } from './check.ts';
export { type Exposure, kindOf, lastExpiryOf, measuresOf } from './exposure.ts';
export {
  consumeExposure,
  type ExposureColumns,
  endExposure,
  lockFirm,
  type OpenExposureRow,
  openExposuresQuery,
  RESERVED_USD,
  readExposure,
  readOpenExposures,
  reservedUsd,
  saveExposure,
  toExposure,
  toExposureRow,
  toOpenExposure,
} from './exposures.ts';
export type { Limit } from './limit.ts';
export { listOverrides, loadOverrides, makeOverrides, type Overrides } from './override-store.ts';
export { type Overridden, type Override, withOverrides } from './overrides.ts';
export { type LimitBooks, listLimits, loadLimits, makeLimitBooks } from './store.ts';
export { type OpenExposure, takenOf, usesOf } from './use.ts';
