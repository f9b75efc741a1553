export { makeRunProgresses, type RunProgresses } from './progress.ts';
export { openModels } from './replay/models.ts';
export { makeReplays, type Replays } from './replay/runs.ts';
export { type RiskUseCases, requireRisk } from './use-cases.ts';
