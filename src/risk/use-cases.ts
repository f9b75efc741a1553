import { type Permission, requireStaff, type User } from '../clients/index.ts';
import type { Result } from '../contracts/result.ts';
import type { RiskAnswer, RiskRequest, RiskRequestName } from '../contracts/risk-socket.ts';

/** Every use case of the risk team by the name of its request. */
export type RiskUseCases = {
  readonly [N in RiskRequestName]: (request: RiskRequest<N>, by: User) => Promise<Result<RiskAnswer<N>>>;
};

const NEEDS: Readonly<Record<RiskRequestName, Permission>> = {
  'replay.start': 'replayPrices',
  'replay.get': 'replayPrices',
  'replay.cancel': 'replayPrices',
  'scenario.start': 'runScenarios',
  'scenario.get': 'viewScenarios',
  'scenario.cancel': 'runScenarios',
  'whatIf.start': 'runWhatIfs',
  'whatIf.get': 'runWhatIfs',
  'whatIf.cancel': 'runWhatIfs',
};

/** Who may ask for what on `/v1/risk`. */
export function requireRisk(user: User, name: RiskRequestName): Result<User> {
  return requireStaff(user, NEEDS[name]);
}
