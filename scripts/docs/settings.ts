import { readConfig } from '../../src/config.ts';

interface Setting {
  readonly name: string;
  readonly meaning: string;
}

const SETTINGS: readonly Setting[] = [
  { name: 'PORT', meaning: 'Port to listen on; 0 takes a free one.' },
  { name: 'HOST', meaning: '127.0.0.1 serves this machine alone, 0.0.0.0 the network.' },
  { name: 'DATA_DIR', meaning: 'Folder of one process: embedded database, secrets, demo passwords, lock.' },
  { name: 'DATABASE_URL', meaning: '`postgres://…` instead of the embedded database.' },
  { name: 'REDIS_URL', meaning: '`redis://…` for queue and bus; needs DATABASE_URL.' },
  {
    name: 'SECRET_KEY',
    meaning: 'Seals API-key secrets; 16 characters or more, the same in every process; needed with DATABASE_URL.',
  },
  { name: 'MARKET', meaning: '`simulated` or `recorded:<folder>`.' },
  { name: 'MARKET_SEED', meaning: 'The simulated market is the same for the same seed and start.' },
  { name: 'MARKET_SPEED', meaning: 'Recorded seconds played per second.' },
  { name: 'MARKET_LOOP', meaning: '`true` plays the recording again at its end, `false` stops quoting there.' },
  { name: 'SPOT_STALE_MS', meaning: 'No quote and no acceptance on a spot older than this, in ms.' },
  { name: 'SURFACE_STALE_MS', meaning: 'The same for forwards and volatilities, in ms.' },
  {
    name: 'MARKET_RECOVERY_SECONDS',
    meaning: 'Clean seconds before quoting goes on after the market stopped it.',
  },
  { name: 'RFQ_RATE_PER_SECOND', meaning: 'Requests of one name per second and account, on one gateway.' },
  { name: 'SIGN_INS_PER_MINUTE', meaning: 'Tries to sign in per minute from one address, on one gateway.' },
  {
    name: 'EVENT_RETENTION_HOURS',
    meaning: 'How far back a client that was away may resume its events; beyond, it is told of a gap.',
  },
  { name: 'LOG_LEVEL', meaning: '`fatal`, `error`, `warn`, `info`, `debug` or `silent`.' },
];

/** The settings with the defaults that the code uses. */
export function settingsTable(): string {
  const defaults: Readonly<Record<string, unknown>> = { ...readConfig({}) };
  const rows = SETTINGS.map(({ name, meaning }) => {
    const value = defaults[name];
    return `| \`${name}\` | ${value === undefined ? '–' : `\`${String(value)}\``} | ${meaning} |`;
  });
  return ['| setting | default | meaning |', '|---|---|---|', ...rows].join('\n');
}

export const SETTING_NAMES: readonly string[] = SETTINGS.map(({ name }) => name);
