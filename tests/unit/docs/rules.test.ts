import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoRoot } from '../../../scripts/docs/repo-root.ts';
import { RULE_WORDS } from '../../../scripts/docs/rule-words.ts';
import { ruleEvidence } from '../../../scripts/docs/rules.ts';

const REGULATION = join(repoRoot, '..', 'shared', 'domain', 'regulation.md');

describe('the rules', () => {
  it.each(ruleEvidence())('$id is decided somewhere and proven by a test, or says why not yet', (evidence) => {
    const { id, enforcedIn, provenBy } = evidence;
    const isHeld = enforcedIn.length > 0 && provenBy.length > 0;

    expect({ id, isHeld, saysWhyNot: RULE_WORDS[id]?.notYet !== undefined }).toEqual({
      id,
      isHeld: RULE_WORDS[id]?.notYet === undefined,
      saysWhyNot: !isHeld,
    });
  });

  it('are all of those that the regulation lists', () => {
    if (!existsSync(REGULATION)) throw new Error(`the list of rules must be at ${REGULATION}, where it was not found`);
    const listed = [...readFileSync(REGULATION, 'utf8').matchAll(/^\| ([A-Z]{2}-\d{2}) \|/gm)].map(([, id]) => id);

    expect(Object.keys(RULE_WORDS).sort()).toEqual(listed.sort());
  });
});
