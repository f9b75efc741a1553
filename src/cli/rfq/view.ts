import type { ClientConnection } from '../../client/connect.ts';
import type { ClientEvent } from '../../client/events.ts';
import { makeLiveLine } from '../live-line.ts';
import type { Terminal } from '../terminal.ts';
import type { Journey, JourneySettings, Said } from './journey.ts';
import { requestLines } from './quote-text.ts';
import type { RequestTerms } from './request.ts';
import { saidText } from './said-text.ts';
import { statusLine } from './status-line.ts';

/** Where a journey is shown: a screen for people, JSON lines for machines. */
export interface View {
  asking(terms: RequestTerms): void;
  event(event: ClientEvent): void;
  say(said: Said, terms: RequestTerms): void;
  status(journey: Journey, connection: ClientConnection): void;
  note(text: string): void;
  end(): void;
}

/** Data on stdout; talk, and one line rewritten in place, on stderr. */
export function screenView(
  { out, err }: Terminal,
  { interactive, streaming = false, limitPrice }: Pick<JourneySettings, 'interactive' | 'streaming' | 'limitPrice'>,
): View {
  const line = makeLiveLine(err);
  const paints = { data: out.paint, talk: err.paint };

  const talk = (lines: readonly string[]) => line.around(() => err.write(`${lines.join('\n')}\n`));
  return {
    asking: (terms) => talk(requestLines(terms, err.paint)),
    event: () => undefined,
    say(said, terms) {
      // The line that is rewritten shows the newest version; without one each is a line of its own.
      if (said.what === 'tick' && err.isTty) return;
      const { stream, lines } = saidText(said, terms, paints);
      if (stream === 'talk') talk(lines);
      else line.around(() => out.write(`${lines.join('\n')}\n`));
    },
    status(journey, connection) {
      const context = { now: connection.serverTime.now(), isConnected: connection.isConnected(), interactive };
      const order = { streaming, limitPrice };
      const text = statusLine(journey, { ...context, ...order, paint: err.paint });
      if (text === '') line.clear();
      else line.show(text);
    },
    note: (text) => talk([err.paint('dim', text)]),
    end: line.clear,
  };
}

/** Every event of the request as it came, and every refusal as `{ ok: false, error }`; one JSON object a line. */
export function jsonView({ out }: Terminal): View {
  const print = (value: unknown) => out.write(`${JSON.stringify(value)}\n`);
  const nothing = () => undefined;
  return {
    asking: nothing,
    event: print,
    say: (said) => {
      if (said.what === 'refused' && said.inEvent !== true) print({ ok: false, error: said.rejection });
    },
    status: nothing,
    note: nothing,
    end: nothing,
  };
}
