export { makeRunProgresses, type RunProgresses } from './progress.ts';
export { makeReplays, type Replays } from './replay/runs.ts';
export { openRiskThreads, type RiskThreads } from './threads.ts';
export { type RiskUseCases, requireRisk } from './use-cases.ts';
