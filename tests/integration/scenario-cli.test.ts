import { scenarioCommand } from '../../src/cli/market/scenario.ts';
import { runOtc } from '../support/run-otc.ts';
import { useService } from '../support/use-service.ts';
import { waitFor } from '../support/wait-for.ts';

const used = useService();

/** What `otc market scenario …` prints, signed in as `username`. */
async function run(words: readonly string[], username = 'trader'): Promise<string> {
  const password = used.service.credentials.users.find((user) => user.username === username)?.password ?? '';
  const connection = ['--url', used.service.url, '--username', username, '--password', password];
  return runOtc(scenarioCommand, ['scenario', ...words, ...connection]);
}

describe('otc market scenario', () => {
  it('prints what is played, plays, and ends it', async () => {
    expect(await run([])).toMatch(/^normal since \d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2} UTC\n$/);
    expect(await run(['venue-outage', '--venue', 'okx', '--for', '20'])).toMatch(
      /^venue-outage of okx since .* UTC until .* UTC, set by trader\n$/,
    );
    expect(await run(['divergence'], 'risk')).toMatch(
      /^divergence of all venues since .* UTC until .*, set by risk\n$/,
    );
    // With Redis another process may play it, and tells of it within a second.
    const shown = async () => JSON.parse(await run(['--json'], 'compliance-1')) as { scenario: string; setBy: string };
    await waitFor('the scenario in play', async () => (await shown()).scenario === 'divergence');
    expect(await shown()).toMatchObject({ scenario: 'divergence', setBy: 'risk' });
    expect(await run(['normal'])).toMatch(/^normal since .* UTC, set by trader\n$/);
  });

  it('says the reason of a refusal', async () => {
    await expect(run(['crash'], 'compliance-1')).rejects.toThrow('FORBIDDEN: the role compliance may not do this');
    await expect(run(['crash', '--venue', 'okx'])).rejects.toThrow(
      'VALIDATION_FAILED: venue goes with venue-outage and divergence alone, was "okx"',
    );
  });

  it.each([
    { words: ['earthquake'], complaint: 'Allowed choices are normal, calm' },
    { words: ['crash', '--for', '0'], complaint: 'must be a whole number of seconds from 1 to 3600' },
    { words: ['crash', '--for', '3601'], complaint: 'must be a whole number of seconds from 1 to 3600' },
    { words: ['venue-outage', '--venue', 'deribit'], complaint: 'Allowed choices are coinbase, kraken' },
    { words: ['--venue', 'okx'], complaint: '--venue and --for need the name of a scenario' },
  ])('is wrong usage: $words', async ({ words, complaint }) => {
    await expect(run(words)).rejects.toThrow(complaint);
  });
});
