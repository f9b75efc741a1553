import { clientAddress } from '../platform/addresses.ts';

/** Where a handshake came from, as far as it can be known. */
export interface HandshakeOrigin {
  readonly address: string;
  /** Over TLS, here or at a trusted proxy. */
  readonly secure: boolean;
  /** Scheme, host and port by which the browser knows the service. */
  readonly own: string;
  readonly headers: Headers;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface HandshakeParts {
  readonly address: string;
  readonly secure: boolean;
  readonly headers: Headers;
}

/** What a proxy says of it counts if the proxy is trusted. */
export function originOf(
  { address, secure, headers }: HandshakeParts,
  isTrusted: (address: string) => boolean,
): HandshakeOrigin {
  const proxied = isTrusted(address);
  const said = (name: string) => (proxied ? text(headers[name])?.split(',')[0]?.trim() : undefined);
  const isSecure = (said('x-forwarded-proto') ?? (secure ? 'https' : 'http')) === 'https';
  const host = said('x-forwarded-host') ?? text(headers['host']) ?? '';
  return {
    address: clientAddress(address, text(headers['x-forwarded-for']), isTrusted),
    secure: isSecure,
    own: `${isSecure ? 'https' : 'http'}://${host}`,
    headers,
  };
}

function text(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}
