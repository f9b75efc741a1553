import type { ClientFile } from '../contracts/client.ts';
import type { ClientFileAnswer, NewClientRequest } from '../contracts/client-answers.ts';
import { ok, type Result } from '../contracts/result.ts';
import { toInstant } from '../platform/clock.ts';
import { insertAccount } from './accounts.ts';
import type { ChangeFileDeps } from './change-file.ts';
import { insertClientFile } from './client-file.ts';
import type { User } from './users.ts';

/** Opens an account that can trade nothing: retail, no credit, an empty file. Its file is then filled in by two people. */
export function makeOpenClient({ db, clock, ids, raiseEpoch }: ChangeFileDeps) {
  return function openClient(request: NewClientRequest, by: Pick<User, 'username'>): Promise<Result<ClientFileAnswer>> {
    return db.transaction().execute(async (tx) => {
      const epoch = await raiseEpoch(tx);
      const now = clock.now();
      const accountId = ids('acc');
      const { name, tier, entityType, reason } = request;
      await insertAccount(tx, {
        accountId,
        name,
        tier,
        clientClass: 'RETAIL',
        status: 'active',
        creditLimitUsd: '0',
        createdAt: new Date(now),
      });
      const recordedAt = toInstant(now);
      const file = emptyFile(entityType, recordedAt);
      const version = { accountId, version: 1, file, proposedBy: by.username, approvedBy: null, reason, recordedAt };
      await insertClientFile(tx, version, epoch);
      return ok({ accountId, version: 1, proposal: null });
    });
  };
}

function emptyFile(entityType: ClientFile['entityType'], at: string): ClientFile {
  return {
    clientClass: 'RETAIL',
    entityType,
    evidence: [],
    reconfirmBy: at,
    cpiAssessments: [],
    vaKnowledge: null,
    derivativesKnowledge: null,
    documents: [],
    residence: null,
    location: null,
    bookingEntity: null,
    profile: null,
    settlementAssets: [],
    amlHold: null,
    connectedPerson: null,
    authorisedUsers: [],
  };
}
