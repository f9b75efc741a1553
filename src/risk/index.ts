export { toWhatIfCsvLine, WHAT_IF_CSV_COLUMNS } from './history/csv.ts';
export { whatIfPage } from './history/page.ts';
export { makeWhatIfs, type WhatIfs } from './history/runs.ts';
export { makeRunProgresses, type RunProgresses } from './progress.ts';
export { makeReplays, type Replays } from './replay/runs.ts';
export { openRiskThreads, type RiskThreads } from './threads.ts';
export { type RiskUseCases, requireRisk } from './use-cases.ts';
