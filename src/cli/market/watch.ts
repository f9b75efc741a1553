import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { MarketStatusView } from '../../contracts/market-status.ts';
import { type ConnectionOptions, withConnection, withHttp } from '../connection-options.ts';
import { granted } from '../exit.ts';
import { type Output, processTerminal } from '../terminal.ts';
import { fitted, marketLine, marketScreen } from './status-screen.ts';

interface WatchOptions extends ConnectionOptions {
  readonly every: number;
  readonly once?: boolean;
  readonly json?: boolean;
}

const HELP = `
On a terminal the view is drawn again every second; Ctrl-C ends it. Into a pipe it is one line a refresh.

  npm run otc -- market watch
  npm run otc -- market watch --once            the whole view, printed once
  npm run otc -- market watch --json            everything, one JSON object a line`;

export function watchCommand(market: Command): void {
  withConnection(market.command('watch'))
    .description('watch venues, composite spot, forwards, surface and halts; signs in as a sales trader')
    .addOption(new Option('--every <seconds>', '0.2 to 60').default(1).argParser(seconds))
    .option('--once', 'print what is there now and end')
    .option('--json', 'one JSON object a refresh')
    .addHelpText('after', HELP)
    .action(async ({ every, once = false, json = false, ...connection }: WatchOptions) => {
      const { out } = processTerminal();
      const view = viewOn(out, { once, json });
      await withHttp(connection, 'sales-trader', async (client) => {
        view.begin();
        try {
          do {
            view.show(granted(await client.getMarketStatus()));
          } while (!once && (await waited(every)));
        } finally {
          view.end();
        }
      });
    });
}

interface View {
  begin(): void;
  show(status: MarketStatusView): void;
  end(): void;
}

const DEFAULT_ROWS = 24;
const HOME_AND_CLEAR = '\u001B[H\u001B[J';
const ENTER_SCREEN = '\u001B[?1049h\u001B[?25l';
const LEAVE_SCREEN = '\u001B[?25h\u001B[?1049l';

function viewOn(out: Output, { once, json }: { readonly once: boolean; readonly json: boolean }): View {
  const print = (text: (status: MarketStatusView) => string): View => ({
    begin: () => {},
    show: (status) => out.write(`${text(status)}\n`),
    end: () => {},
  });
  const lines = (status: MarketStatusView) => marketScreen(status, out);
  if (json) return print((status) => JSON.stringify(status));
  if (once) return print((status) => lines(status).join('\n'));
  if (!out.isTty) return print(marketLine);
  return {
    begin: () => out.control(ENTER_SCREEN),
    show: (status) => {
      const size = { rows: process.stdout.rows ?? DEFAULT_ROWS, columns: out.columns() };
      out.control(HOME_AND_CLEAR, fitted(lines(status), size).join('\n'));
    },
    end: () => out.control(LEAVE_SCREEN),
  };
}

/** True after the time, false as soon as the user wants to end. */
async function waited(everySeconds: number): Promise<boolean> {
  const ended = new AbortController();
  const end = () => ended.abort();
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
  try {
    await sleep(everySeconds * 1000, undefined, { signal: ended.signal });
    return true;
  } catch {
    return false; // nothing but the signal ends it
  } finally {
    process.off('SIGINT', end);
    process.off('SIGTERM', end);
  }
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.2 && value <= 60)) throw new InvalidArgumentError('must be a number of seconds from 0.2 to 60');
  return value;
}
