import { DeskValuation } from '../contracts/desk.ts';
import {
  DESK_NAMESPACE,
  DESK_REQUESTS,
  type DeskAnswer,
  DeskEvent,
  DeskHello,
  DeskNotice,
  type DeskRequestInput,
  type DeskRequestName,
} from '../contracts/desk-socket.ts';
import type { Result } from '../contracts/result.ts';
import { connectStaff, type StaffOptions } from './connect-staff.ts';

export interface DeskOptions extends StaffOptions {
  /**
   * After every connection and reconnection: ask for `desk.queue`, and watch again what was watched. Events of an account
   * up to its `lastSeq` in that snapshot are in it already.
   */
  readonly onHello: (hello: DeskHello) => void;
  readonly onEvent?: (event: DeskEvent) => void;
  readonly onNotice?: (notice: DeskNotice) => void;
  readonly onValuation?: (valuation: DeskValuation) => void;
}

export interface DeskConnection {
  /** One request, one answer. UNAVAILABLE when there is no connection or no answer in time: look at `desk.queue` then. */
  request<N extends DeskRequestName>(name: N, payload: DeskRequestInput<N>): Promise<Result<DeskAnswer<N>>>;
  isConnected(): boolean;
  close(): void;
}

/** Connects to `/v1/desk`; resolves once the service has greeted, or with why it has not. */
export function connectDesk(options: DeskOptions): Promise<Result<DeskConnection>> {
  const { onHello, onEvent, onNotice, onValuation } = options;
  // Each name is answered by its own schema, which the compiler cannot follow through a variable name.
  return connectStaff(options, {
    namespace: DESK_NAMESPACE,
    answers: DESK_REQUESTS,
    lookAt: 'desk.queue',
    messages: {
      hello: { schema: DeskHello, tell: onHello },
      event: { schema: DeskEvent, tell: onEvent },
      notice: { schema: DeskNotice, tell: onNotice },
      valuation: { schema: DeskValuation, tell: onValuation },
    },
  }) as Promise<Result<DeskConnection>>;
}
