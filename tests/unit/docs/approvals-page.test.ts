import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { repoRoot } from '../../../scripts/docs/generated.ts';
import { toApprovalView } from '../../../src/approvals/index.ts';
import { approvalsCommand } from '../../../src/cli/approvals/command.ts';
import { changedText, impactLines } from '../../../src/cli/approvals/texts.ts';
import { anApproval } from '../../support/desk.ts';
import { AS_OF } from '../../support/markets.ts';

const page = readFileSync(join(repoRoot, 'docs', 'approvals.md'), 'utf8');
const typed = [...page.matchAll(/^\$ npm run otc -- approvals (.+)$/gm)].map(([, words = '']) => words);

/** Words as a shell splits them: what stands in quotes is one. */
const wordsOf = (line: string) =>
  [...line.replace(/ > \S+$/, '').matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');

/** Reads the words as the command would, and does nothing. */
async function understood(words: readonly string[]): Promise<string | undefined> {
  const program = new Command();
  approvalsCommand(program);
  let ran: string | undefined;
  for (const command of program.commands[0]?.commands ?? []) {
    command.exitOverride().configureOutput({ writeErr: () => undefined });
    command.action(() => {
      ran = command.name();
    });
  }
  await program.exitOverride().parseAsync(['approvals', ...words], { from: 'user' });
  return ran;
}

const paint = (_style: string, text: string) => text;

describe('the page on approvals', () => {
  it.each(typed)('shows a command that there is: %s', async (line) => {
    const words = wordsOf(line);

    expect(await understood(words)).toBe(words[0]);
  });

  it('shows what a draft answers, word for word', () => {
    const [id = '', reason = ''] = /draft \S+ --id (\S+) --reason "(.+)"/.exec(page)?.slice(1) ?? [];
    const draft = anApproval({ approvalId: id, status: 'draft', reason, effectiveFrom: null, approvedAt: null });

    expect(page).toContain(
      `\n${changedText({ ...toApprovalView(draft, AS_OF), signatures: [] } as never, paint as never)}\n`,
    );
  });

  it('shows the sentence of an impact as the command prints it', () => {
    const summary = 'pulls 3 live quotes, blocks 12 clients (2 products leave a catalogue)';
    const nothing = { quotes: [], accounts: [], products: [] };

    expect(page).toContain(`\`${summary}\``);
    expect(
      impactLines({ summary, change: 'suspend', at: '2026-11-22T08:00:00.000Z', ...nothing } as never)[0],
    ).toContain(summary);
  });
});
