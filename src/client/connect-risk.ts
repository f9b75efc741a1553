import type { Result } from '../contracts/result.ts';
import {
  RISK_NAMESPACE,
  RISK_REQUESTS,
  type RiskAnswer,
  RiskHello,
  type RiskRequestInput,
  type RiskRequestName,
  RunProgress,
} from '../contracts/risk-socket.ts';
import { connectStaff, type StaffOptions } from './connect-staff.ts';

export interface RiskOptions extends StaffOptions {
  /** After every connection and reconnection: read the runs that are looked at by their ids, for what was missed. */
  readonly onHello: (hello: RiskHello) => void;
  /** Of every run, whoever started it: told apart by `kind` and `runId`. */
  readonly onProgress?: (progress: RunProgress) => void;
}

export interface RiskConnection {
  /** One request, one answer. UNAVAILABLE when there is no connection or no answer in time: look for the run then. */
  request<N extends RiskRequestName>(name: N, payload: RiskRequestInput<N>): Promise<Result<RiskAnswer<N>>>;
  isConnected(): boolean;
  close(): void;
}

/** Connects to `/v1/risk`; resolves once the service has greeted, or with why it has not. */
export function connectRisk(options: RiskOptions): Promise<Result<RiskConnection>> {
  const { onHello, onProgress } = options;
  // Each name is answered by its own schema, which the compiler cannot follow through a variable name.
  return connectStaff(options, {
    namespace: RISK_NAMESPACE,
    answers: RISK_REQUESTS,
    lookAt: 'the runs',
    messages: {
      hello: { schema: RiskHello, tell: onHello },
      progress: { schema: RunProgress, tell: onProgress },
    },
  }) as Promise<Result<RiskConnection>>;
}
