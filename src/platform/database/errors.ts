/** SQLSTATE of a database error, or a socket error's code. */
function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
}

export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  if (codeOf(error) !== '23505') return false;
  return constraint === undefined || (error as { constraint?: string }).constraint === constraint;
}

const LOST_SOCKETS = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Errors of the driver that have no code: the connection broke, or could not be had in time. */
const LOST_CONNECTIONS =
  /Connection terminated|timeout exceeded when trying to connect|timeout expired|is not queryable|driver has already been destroyed/;

/** A statement that the server never answered; whether it took effect is not known. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof Error && error.message === 'Query read timeout';
}

/** Statement, lock and idle-transaction timeouts. */
const TIMED_OUT = new Set(['57014', '55P03', '25P03']);

/** The server takes no writes: a standby, or the primary that has just become one. */
export function isReadOnly(error: unknown): boolean {
  return codeOf(error) === '25006';
}

/**
 * The database is away, failing over or full: nobody knows whether the statement took effect, and asking again later
 * may help. Classes 08 (connection), 53 (resources), 57P (operator intervention), a read-only server, timeouts, and
 * serialisation faults.
 */
export function isOutage(error: unknown): boolean {
  if (isAuditFailure(error)) return true;
  const code = codeOf(error);
  if (/^(?:08|53|57P)/.test(code) || code === '40P01' || code === '40001' || LOST_SOCKETS.has(code)) return true;
  if (isReadOnly(error) || isGivenUp(error) || TIMED_OUT.has(code)) return true;
  return error instanceof Error && LOST_CONNECTIONS.test(error.message);
}

/**
 * AU-01 AUDIT_WRITE_FAILED: the database could not record what it was asked to write, so that nothing was written. What
 * records is named `audit_…`, and a fault inside it names it.
 */
function isAuditFailure(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { where = '', table = '' } = error as { where?: unknown; table?: unknown };
  return /\bfunction audit_\w+\(/.test(String(where)) || table === 'audit_pending';
}
