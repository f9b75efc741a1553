import type { DefaultEventsMap, Namespace, Server } from 'socket.io';
import type { User } from '../clients/index.ts';
import { reject } from '../contracts/result.ts';
import {
  RISK_NAMESPACE,
  RISK_REQUESTS,
  type RiskToServerEvents,
  type RunProgress,
  type ServerToRiskEvents,
} from '../contracts/risk-socket.ts';
import { type Clock, toInstant } from '../platform/clock.ts';
import { type RiskUseCases, requireRisk } from '../risk/index.ts';
import { refusalOf } from './refusal.ts';
import { admitStaff, answerRequests, type StaffNamespaceDeps } from './staff-namespace.ts';

export interface RiskGatewayDeps extends StaffNamespaceDeps {
  readonly useCases: RiskUseCases;
  readonly clock: Clock;
  readonly onSockets: (change: 1 | -1) => void;
}

type RiskNamespace = Namespace<RiskToServerEvents, ServerToRiskEvents, DefaultEventsMap, { user: User }>;

/** `/v1/risk`: what the risk team asks for, and how far every run is. Returns what tells all of a run's progress. */
export function attachRiskGateway(io: Server, deps: RiskGatewayDeps): (progress: RunProgress) => void {
  const namespace: RiskNamespace = io.of(RISK_NAMESPACE);

  namespace.use((socket, next) => {
    admitStaff(socket, { namespace: RISK_NAMESPACE, needs: 'viewRisk' }, deps)
      .then(next)
      .catch((error: unknown) => {
        deps.log.error({ err: error }, 'a handshake of the risk team failed');
        next(refusalOf(reject('UNAVAILABLE', 'the service cannot sign anybody in now')));
      });
  });

  namespace.on('connection', (socket) => {
    const { username, role } = socket.data.user;
    deps.onSockets(1);
    socket.on('disconnect', () => deps.onSockets(-1));
    answerRequests(socket, { schemas: RISK_REQUESTS, requirePermission: requireRisk, handlers: deps.useCases }, deps);
    socket.emit('hello', { username, role, serverTime: toInstant(deps.clock.now()) });
  });

  return (progress) => namespace.emit('progress', progress);
}
