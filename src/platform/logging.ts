import { type Logger, pino } from 'pino';

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
    pino.destination({ fd: 2, sync: true }),
  );
}
