/** With TLS the name says that no other site and no plain connection can have set it. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-otc' : 'otc';
}

/** The token that a page's cookie holds; null when there is none, or more than one to choose from. */
export function cookieToken(header: string | undefined, secure: boolean): string | null {
  const pairs = (header ?? '').split(';').map((pair) => pair.trim().split('='));
  const found = pairs.filter(([name]) => name === cookieName(secure));
  const [, token = ''] = found[0] ?? [];
  return found.length === 1 && /^[\w-]{1,256}$/.test(token) ? token : null;
}

/** @param own scheme, host and port by which the browser knows the service. */
export function isOwnOrigin(origin: string | undefined, own: string): boolean {
  return origin !== undefined && origin.toLowerCase() === own.toLowerCase();
}
