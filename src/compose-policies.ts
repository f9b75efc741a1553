import { afterwards } from './compose-controls.ts';
import { makePolicyChanges, type PolicyChanges } from './rfq/index.ts';
import type { World } from './world.ts';

/** Changes of the policies; `changed` is told once what changed is durable. */
export function composePolicies({ db, clock, ids }: World, changed: () => void): PolicyChanges {
  const policies = makePolicyChanges({ db, clock, ids });
  return {
    ...policies,
    approve: afterwards(policies.approve, changed),
    async enactDue() {
      const begun = await policies.enactDue();
      if (begun > 0) changed();
      return begun;
    },
  };
}
