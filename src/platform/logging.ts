import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** JSON lines on stderr; what could sign somebody in never reaches them. */
export function makeLogger(level: LogLevel): Logger {
  const secrets = ['password', 'token', 'secret', 'signature', 'authorization'];
  return pino(
    {
      level,
      base: null,
      redact: [...secrets, ...secrets.map((name) => `*.${name}`)],
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    shownSafely(pino.destination({ fd: 2, sync: true })),
  );
}

/** What neither reads as something nor ends a line: control and format characters, separators, halves of characters. */
const UNSEEN = /[^\n\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/gu;

/** A log is read on terminals: of what one would obey in a line nothing is left, and the line is the same JSON. */
export function shownSafely(to: DestinationStream): DestinationStream {
  return { write: (line) => to.write(line.replace(UNSEEN, escaped)) };
}

function escaped(sign: string): string {
  const units = Array.from({ length: sign.length }, (_, at) => sign.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
