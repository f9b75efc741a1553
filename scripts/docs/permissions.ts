import { PERMISSIONS } from '../../src/clients/index.ts';
import { ROLES } from '../../src/contracts/session.ts';

const WORDS: Readonly<Record<keyof typeof PERMISSIONS, string>> = {
  trade: "ask, cancel, accept, pass for the user's account",
  viewOwn: "connect to `/v1/client`, read the account's RFQs, quotes, trades, positions",
  viewAll: "read every account's",
  viewApprovals: 'read the approval register',
  draftApprovals: 'propose, revise and submit an approval',
  signApprovals: 'be one of the two who approve, reject or reinstate an approval',
  suspendApprovals: 'suspend an approval, alone',
  revokeApprovals: 'revoke an approval',
  viewClients: 'read clients, their files, and why one may not trade',
  changeClients: 'open a client, change a file, approve what another proposed',
  viewHolds: 'know of a hold for sanctions or money laundering',
  viewSnapshots: 'read stored market snapshots and the listed options beside the surface',
  rehearseMarket: 'play a scenario on a simulated market',
  viewDesk: 'connect to `/v1/desk`, read the queue, live quotes and their passports',
  viewRisk: 'connect to `/v1/risk`, see how far runs are',
  workDesk: 'pick up, hold, release, hand over, reject; send, replace and withdraw quotes',
  approveQuotes: "be the second person on another trader's quote",
  manageDesk: 'act on what another trader has picked up',
  viewPolicies: 'read the desk, spread and conduct policies, each version and change',
  changePolicies: "propose a change of the desk or spread policy; approve or decline another's",
  changeConduct: "propose a change of the conduct policy; approve or decline another's",
  pullSwitches: 'pull a kill switch',
  rearmSwitches: 're-arm a kill switch, together with a second person',
  resolveDisputes: 'say how a dispute of a confirmation ends',
  reportTrades: 'decide which trades are reportable, and record that they were reported',
  resolveTrades: 'end a held trade, together with a second person',
  viewLimits: 'read caps, credit lines, what is taken of them, and exceptions',
  changeLimits: 'change caps and credit lines; approve what loosens one',
  proposeOverrides: 'ask for an exception to a rule, end one',
  grantOverrides: 'grant an exception that somebody else asked for',
  runScenarios: 'value the book under scenarios, and save scenario files',
  viewScenarios: 'read scenario runs, their results and files',
  replayPrices: 'compute past prices again, digit by digit',
  runWhatIfs: 'decide past requests again under other settings',
  verifyBooks: 'check the rules of the books',
  viewAudit: 'read and export the audit log',
  changeRetention: 'set and release legal holds, and delete what is past its retention, each with a second person',
  changeTerms: 'enter what confirmations say of the firm and of each client',
  viewUsers: 'see users, and the API keys of every client',
  manageUsers: 'add, disable and unlock users, give roles, reset passwords and second factors, end sessions',
  manageKeys: 'issue and revoke API keys of any client',
  manageOwnKeys: "issue and revoke the keys of one's own programs",
};

/** Who may do what, as every edge asks it. */
export function permissionTable(): string {
  const rows = (Object.keys(PERMISSIONS) as (keyof typeof PERMISSIONS)[]).map((permission) => {
    const allowed = PERMISSIONS[permission] as readonly string[];
    return `| ${WORDS[permission]} | ${ROLES.map((role) => (allowed.includes(role) ? 'yes' : '')).join(' | ')} |`;
  });
  return [`| | ${ROLES.join(' | ')} |`, `|---|${ROLES.map(() => '---|').join('')}`, ...rows].join('\n');
}
