import { isOutage, isUniqueViolation } from '../../../src/platform/database/errors.ts';

const withCode = (code: string, more: object = {}) => Object.assign(new Error(code), { code, ...more });

describe('an outage of the database', () => {
  it.each([
    { what: 'a broken connection', code: '08006' },
    { what: 'a server that has no more connections', code: '53300' },
    { what: 'a full disk', code: '53100' },
    { what: 'a server that is shutting down', code: '57P01' },
    { what: 'a server that is starting', code: '57P03' },
    { what: 'a server that has become read-only', code: '25006' },
    { what: 'a statement that took too long', code: '57014' },
    { what: 'a lock that was waited for too long', code: '55P03' },
    { what: 'a transaction that stood still for too long', code: '25P03' },
    { what: 'a deadlock', code: '40P01' },
    { what: 'a serialisation fault', code: '40001' },
    { what: 'a refused connection', code: 'ECONNREFUSED' },
    { what: 'a reset connection', code: 'ECONNRESET' },
    { what: 'a broken pipe', code: 'EPIPE' },
    { what: 'a connection that timed out', code: 'ETIMEDOUT' },
    { what: 'a host that has no name', code: 'ENOTFOUND' },
    { what: 'a name server that is away', code: 'EAI_AGAIN' },
    { what: 'a host that cannot be reached', code: 'EHOSTUNREACH' },
    { what: 'a network that cannot be reached', code: 'ENETUNREACH' },
  ])('is $what ($code)', ({ code }) => {
    expect(isOutage(withCode(code))).toBe(true);
  });

  it.each([
    'Connection terminated',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
    'timeout exceeded when trying to connect',
    'timeout expired',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'driver has already been destroyed',
    'Query read timeout',
  ])('is what the driver calls "%s"', (message) => {
    expect(isOutage(new Error(message))).toBe(true);
  });

  it.each([
    { what: 'a unique violation', error: withCode('23505') },
    { what: 'a wrong statement', error: withCode('42601') },
    { what: 'a value that does not fit', error: withCode('22003') },
    { what: 'a bug', error: new TypeError('x is undefined') },
    { what: 'a file that is not there', error: withCode('ENOENT') },
    { what: 'text', error: 'ECONNREFUSED' },
    { what: 'nothing', error: null },
    { what: 'an absent error', error: undefined },
  ])('is not $what', ({ error }) => {
    expect(isOutage(error)).toBe(false);
  });
});

describe('a unique violation', () => {
  const violation = withCode('23505', { constraint: 'acceptance_pkey' });

  it('is known by its code, and by the name of its constraint when one is asked for', () => {
    expect(isUniqueViolation(violation)).toBe(true);
    expect(isUniqueViolation(violation, 'acceptance_pkey')).toBe(true);
    expect(isUniqueViolation(violation, 'rfq_pkey')).toBe(false);
    expect(isUniqueViolation(withCode('23505'), 'acceptance_pkey')).toBe(false);
  });

  it.each([withCode('23503'), new Error('duplicate key'), null])('is no other error: %s', (error) => {
    expect(isUniqueViolation(error)).toBe(false);
  });
});
