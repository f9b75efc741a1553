import { badUsage } from '../exit.ts';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const CUT = 'T08:00:00.000Z';

/**
 * An expiry as typed: a date is its cut of 08:00 UTC, `2027-03-26` or as exchanges write it, `26MAR27`; an instant in
 * UTC stays what it is. `flag` names the option in the message.
 *
 * @throws CliError (bad usage) for anything else, and for a date that does not exist.
 */
export function readExpiry(text: string, flag: string): string {
  const instant = instantOf(text.toUpperCase());
  const at = instant === null ? Number.NaN : Date.parse(instant);
  if (instant !== null && Number.isFinite(at) && new Date(at).toISOString() === instant) return instant;
  throw badUsage(
    `${flag} must be a date such as 2027-03-26 or 26MAR27 (08:00 UTC), or an instant such as 2027-03-26T08:00:00.000Z, was "${text}"`,
  );
}

function instantOf(text: string): string | null {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return `${text}${CUT}`;
  const listed = /^(\d{1,2})([A-Z]{3})(\d{2})$/.exec(text);
  if (listed !== null) {
    const [, day = '', month = '', year = ''] = listed;
    const number = MONTHS.indexOf(month) + 1;
    return number === 0 ? null : `20${year}-${twoDigits(number)}-${day.padStart(2, '0')}${CUT}`;
  }
  const instant = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d{3}))?)?Z$/.exec(text);
  if (instant === null) return null;
  const [, toMinute, seconds = '00', milliseconds = '000'] = instant;
  return `${toMinute}:${seconds}.${milliseconds}Z`;
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0');
}
