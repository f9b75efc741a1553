import { Argument, type Command, InvalidArgumentError, Option } from 'commander';
import {
  MARKET_SCENARIOS,
  type MarketScenario,
  type ScenarioVenue,
  type ScenarioView,
  SIMULATED_VENUES,
} from '../../contracts/market-scenario.ts';
import { type ConnectionOptions, withConnection, withHttp } from '../connection-options.ts';
import { granted } from '../exit.ts';
import { processTerminal, type Terminal } from '../terminal.ts';
import { instantText } from '../wording.ts';

interface ScenarioOptions extends ConnectionOptions {
  readonly venue?: ScenarioVenue;
  readonly for?: number;
  readonly json?: boolean;
}

const HELP = `
Scenarios, with how long they last without --for:
  normal           what the market does by itself; ends whatever is played
  calm             volatility halves                                        30 min
  trending         up 1 % a minute, calls bid, a rich basis                  5 min
  crash            down 9 % in 45 s, then volatility doubled, puts bid       3 min
  depeg            USDT falls to 0.96: nothing is quoted in USDT             2 min
  venue-outage     all spot venues hang up: quoting stops after 5 s          1 min
  surface-outage   no new volatilities: quoting stops after 60 s           2.5 min
  divergence       spot venues disagree by per cents: quoting stops          1 min
One venue alone (--venue) is an exclusion that staff see; quoting goes on.

  npm run otc -- market scenario                           what is played now
  npm run otc -- market scenario crash                     play one
  npm run otc -- market scenario venue-outage --venue okx --for 20
  npm run otc -- market scenario normal                    end it`;

export function scenarioCommand(market: Command): void {
  withConnection(market.command('scenario'))
    .description('see or play a scenario on the simulated market; signs in as a sales trader')
    .addArgument(new Argument('[name]', 'what to play; without it, what is played').choices(MARKET_SCENARIOS))
    .addOption(
      new Option('--venue <name>', 'of venue-outage and divergence; default: all').choices([
        ...SIMULATED_VENUES,
        'all',
      ]),
    )
    .addOption(new Option('--for <seconds>', 'how long, 1 to 3600').argParser(wholeSeconds))
    .option('--json', 'the scenario as a JSON object')
    .addHelpText('after', HELP)
    .action(scenarioAction);
}

async function scenarioAction(
  name: MarketScenario | undefined,
  { venue, for: durationSeconds, json = false, ...connection }: ScenarioOptions,
  command: Command,
): Promise<void> {
  if (name === undefined && (venue !== undefined || durationSeconds !== undefined)) {
    command.error('error: --venue and --for need the name of a scenario', { exitCode: 2 });
  }
  const answered = await withHttp(connection, 'sales-trader', (client) =>
    name === undefined
      ? client.getScenario()
      : client.playScenario({
          scenario: name,
          ...(venue === undefined ? {} : { venue }),
          ...(durationSeconds === undefined ? {} : { durationSeconds }),
        }),
  );
  printScenario(granted(answered), { terminal: processTerminal(), json });
}

function printScenario(view: ScenarioView, { terminal, json }: { terminal: Terminal; json: boolean }): void {
  terminal.out.write(`${json ? JSON.stringify(view) : scenarioText(view, terminal)}\n`);
}

/** "crash since 2026-11-22 14:03:05 UTC until 2026-11-22 14:06:05 UTC, set by trader". */
function scenarioText({ scenario, venue, since, until, setBy }: ScenarioView, { out }: Terminal): string {
  const name = out.paint(scenario === 'normal' ? 'green' : 'yellow', scenario);
  const place = venue === null ? '' : ` of ${venue === 'all' ? 'all venues' : venue}`;
  const end = until === null ? '' : ` until ${instantText(until)}`;
  return `${name}${place} since ${instantText(since)}${end}${setBy === null ? '' : `, set by ${setBy}`}`;
}

function wholeSeconds(text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text) || Number(text) > 3_600) {
    throw new InvalidArgumentError('must be a whole number of seconds from 1 to 3600');
  }
  return Number(text);
}
