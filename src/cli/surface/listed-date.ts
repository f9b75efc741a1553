const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

/** An expiry as exchanges name it: "6DEC25". */
export function listedDate(expiry: number): string {
  const date = new Date(expiry);
  return `${date.getUTCDate()}${MONTHS[date.getUTCMonth()] ?? ''}${String(date.getUTCFullYear()).slice(-2)}`;
}
