import { REQUIREMENTS } from '../../src/clients/index.ts';
import { CLIENT_CLASSES } from '../../src/contracts/approval-terms.ts';

const WORDS = { need: 'need', exempt: '–', block: '**block**' } as const;

/** What each class needs, as the gates ask it. */
export function requirementsTable(): string {
  const rows = REQUIREMENTS.map(({ rule, words, demands, points, alsoToClose, source, effectiveFrom }) => {
    const cells = CLIENT_CLASSES.map((clientClass) => WORDS[demands[clientClass]]);
    const where = `${points.join(', ')}${alsoToClose ? '' : '; not to close'}`;
    return `| ${[rule, words, ...cells, where, source, effectiveFrom.slice(0, 10)].join(' | ')} |`;
  });
  const head = ['rule', 'requirement', ...CLIENT_CLASSES, 'asked at', 'source', 'from'];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...rows].join('\n');
}
