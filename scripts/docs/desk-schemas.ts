import { z } from 'zod';
import * as desk from '../../src/contracts/desk.ts';
import { DESK_REQUESTS, DeskEvent, DeskHello, DeskNotice } from '../../src/contracts/desk-socket.ts';
import * as policy from '../../src/contracts/policy.ts';
import * as replay from '../../src/contracts/replay.ts';
import * as riskRun from '../../src/contracts/risk-run.ts';
import * as riskScenario from '../../src/contracts/risk-scenario.ts';
import { RISK_REQUESTS, RiskHello, RunProgress } from '../../src/contracts/risk-socket.ts';
import * as switches from '../../src/contracts/switch.ts';

/** What `/v1/risk` takes and sends that no client does. */
export const RISK_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...schemasOf(replay),
  ...schemasOf(riskRun),
  ...schemasOf(riskScenario),
  WhatIfRequest: RISK_REQUESTS['whatIf.start'].request,
  WhatIfRun: RISK_REQUESTS['whatIf.start'].answer,
  ReplayId: RISK_REQUESTS['replay.get'].request,
  RiskRunId: RISK_REQUESTS['scenario.get'].request,
  WhatIfId: RISK_REQUESTS['whatIf.get'].request,
  RiskHello,
  RunProgress,
};

/** What the desk sends and gets that no client does. A value is its schema as it is exported, by the name it is exported by. */
export const DESK_SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...schemasOf(desk),
  ...schemasOf(policy),
  ...schemasOf(switches),
  DeskEvent,
  DeskHello,
  DeskNotice,
};

function schemasOf(module: object): Record<string, z.ZodType> {
  const named = Object.entries(module).filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType);
  return Object.fromEntries(named);
}

/** The namespace `/v1/desk`, with each schema as `nameOf` refers to it. */
export function deskSchemas(nameOf: (schema: z.ZodType) => object): object {
  return {
    requests: requestsOf(DESK_REQUESTS, nameOf),
    messages: {
      hello: nameOf(DeskHello),
      event: nameOf(DeskEvent),
      notice: nameOf(DeskNotice),
      valuation: nameOf(desk.DeskValuation),
    },
  };
}

/** The namespace `/v1/risk`. */
export function riskSchemas(nameOf: (schema: z.ZodType) => object): object {
  return {
    requests: requestsOf(RISK_REQUESTS, nameOf),
    messages: { hello: nameOf(RiskHello), progress: nameOf(RunProgress) },
  };
}

type Requests = Readonly<Record<string, { readonly request: z.ZodType; readonly answer: z.ZodType }>>;

function requestsOf(requests: Requests, nameOf: (schema: z.ZodType) => object): object {
  return Object.fromEntries(
    Object.entries(requests).map(([name, { request, answer }]) => [
      name,
      { request: nameOf(request), answer: nameOf(answer) },
    ]),
  );
}
