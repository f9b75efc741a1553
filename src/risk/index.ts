export { openModels } from './replay/models.ts';
export { makeReplays, type Replays } from './replay/runs.ts';
