import { type Permission, requireStaff, type User } from '../../clients/index.ts';
import type { DeskAnswer, DeskRequest, DeskRequestName } from '../../contracts/desk-socket.ts';
import type { Result } from '../../contracts/result.ts';

/** Those about one socket are the gateway's own. */
export type DeskUseCaseName = Exclude<DeskRequestName, 'desk.watch' | 'desk.unwatch'>;

/** Every use case of the desk by the name of its request: the same behind sockets and HTTP. */
export type DeskUseCases = {
  readonly [N in DeskUseCaseName]: (request: DeskRequest<N>, by: User) => Promise<Result<DeskAnswer<N>>>;
};

const NEEDS: Readonly<Record<DeskRequestName, Permission>> = {
  'desk.queue': 'viewDesk',
  'desk.watch': 'viewDesk',
  'desk.unwatch': 'viewDesk',
  'rfq.pickUp': 'workDesk',
  'rfq.hold': 'workDesk',
  'rfq.release': 'workDesk',
  'rfq.handOver': 'workDesk',
  'rfq.reject': 'workDesk',
  'quote.send': 'workDesk',
  'quote.withdraw': 'workDesk',
  'quote.approve': 'approveQuotes',
  'quote.decline': 'approveQuotes',
  'trade.resolve': 'resolveTrades',
  'switch.status': 'viewDesk',
  'switch.pull': 'pullSwitches',
  'switch.rearm': 'rearmSwitches',
};

/** Who may ask for what on the desk, for every door. */
export function requireDesk(user: User, name: DeskRequestName): Result<User> {
  return requireStaff(user, NEEDS[name]);
}
