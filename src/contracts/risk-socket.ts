import { z } from 'zod';
import { ReplayRequest, ReplayRun } from './replay.ts';
import type { Answer } from './result.ts';
import { RiskRun, StartRiskRunRequest } from './risk-run.ts';
import { DecimalText, Instant } from './scalars.ts';
import { WhatIfRequest, WhatIfRun } from './what-if.ts';

export const RISK_NAMESPACE = '/v1/risk';

const Id = z.string().min(1).max(64);
const ReplayId = z.strictObject({ replayId: Id });
const RunId = z.strictObject({ runId: Id });
const WhatIfId = z.strictObject({ whatIfId: Id });

/** Requests on `/v1/risk`: each carries one payload and an acknowledgement callback. */
export const RISK_REQUESTS = {
  'replay.start': { request: ReplayRequest, answer: ReplayRun },
  'replay.get': { request: ReplayId, answer: ReplayRun },
  'replay.cancel': { request: ReplayId, answer: ReplayRun },
  'scenario.start': { request: StartRiskRunRequest, answer: RiskRun },
  'scenario.get': { request: RunId, answer: RiskRun },
  'scenario.cancel': { request: RunId, answer: RiskRun },
  'whatIf.start': { request: WhatIfRequest, answer: WhatIfRun },
  'whatIf.get': { request: WhatIfId, answer: WhatIfRun },
  'whatIf.cancel': { request: WhatIfId, answer: WhatIfRun },
} as const;

export type RiskRequestName = keyof typeof RISK_REQUESTS;
export type RiskRequestInput<N extends RiskRequestName> = z.input<(typeof RISK_REQUESTS)[N]['request']>;
export type RiskRequest<N extends RiskRequestName> = z.output<(typeof RISK_REQUESTS)[N]['request']>;
export type RiskAnswer<N extends RiskRequestName> = z.output<(typeof RISK_REQUESTS)[N]['answer']>;

/** The first message on `/v1/risk`. */
export const RiskHello = z.object({ username: z.string(), role: z.string(), serverTime: Instant });
export type RiskHello = z.infer<typeof RiskHello>;

/** What a run of each kind is read by: `GET /api/v1/replays/:id` and so on. */
const RUN_KINDS = ['replay', 'whatIf', 'scenario'] as const;

/**
 * How far a run is: when it begins, at most four times a second while it works, and once when it has ended. Not sequenced:
 * the run itself, read by its id, says the same in full.
 */
export const RunProgress = z.object({
  kind: z.enum(RUN_KINDS),
  runId: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  at: Instant,
  startedBy: z.string(),
  /** Of what the run counts: quotes of a replay, requests of a what-if, cells of a scenario. */
  done: z.int(),
  total: z.int(),
  /** Two decimals at most; "100" only when all is done. */
  percent: DecimalText,
  /** Null before anything is known of the pace. */
  perSecond: DecimalText.nullable(),
  secondsLeft: z.int().nullable(),
});
export type RunProgress = z.infer<typeof RunProgress>;

export type RiskToServerEvents = {
  [N in RiskRequestName]: (payload: unknown, ack: (answer: Answer<RiskAnswer<N>>) => void) => void;
};

export interface ServerToRiskEvents {
  hello: (hello: RiskHello) => void;
  progress: (progress: RunProgress) => void;
}
