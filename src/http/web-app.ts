import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Request, type RequestHandler, Router, static as serveFiles } from 'express';
import { randomSecret } from '../platform/secrets.ts';
import { POLICY_HEADER } from './security-headers.ts';

const IS_SOURCE = import.meta.url.endsWith('.ts');
/** Where the build puts the pages. */
const BUILT = fileURLToPath(new URL(IS_SOURCE ? '../../dist/web/' : '../../web/', import.meta.url));
const NONCE_MARK = '@nonce@';
const NOT_PAGES = /^\/(?:api|socket[.]io|assets)(?:\/|$)|[.][a-z0-9]+$/;

/**
 * The one web application: every address that is neither the interface nor a file is a page of it, so that a link leads
 * to where it was copied. Without a build of the pages nothing is served here, and the welcome page stands at `/`.
 */
export function webApp(folder = BUILT): Router {
  const router = Router();
  const entry = join(folder, 'index.html');
  if (!existsSync(entry)) return router;
  const html = readFileSync(entry, 'utf8');
  router.use('/assets', compressedFirst(folder), serveFiles(join(folder, 'assets'), LONG_LIVED));
  router.use((req, res, next) => {
    if (!isPage(req)) return next();
    const nonce = randomSecret();
    res.setHeader(POLICY_HEADER, allowStyles(String(res.getHeader(POLICY_HEADER)), nonce));
    res.setHeader('cache-control', 'no-store');
    res.type('html').send(html.replaceAll(NONCE_MARK, nonce));
  });
  return router;
}

/** Names of assets carry a hash of their content: what a name stands for never changes. */
const LONG_LIVED = { immutable: true, maxAge: '365d', index: false, fallthrough: true } as const;

function isPage({ method, path }: Request): boolean {
  return (method === 'GET' || method === 'HEAD') && !NOT_PAGES.test(path);
}

/** Style sheets that the page's own program writes carry this answer's nonce; scripts come from files alone. */
function allowStyles(policy: string, nonce: string): string {
  return policy.replace("style-src 'self'", `style-src 'self' 'nonce-${nonce}'`);
}

function compressedFirst(folder: string): RequestHandler {
  return (req, res, next) => {
    const [, type] = /^\/[\w.-]+[.](js|css|svg)$/.exec(req.path) ?? [];
    if (type === undefined || !existsSync(join(folder, 'assets', `${req.path}.gz`))) return next();
    res.vary('accept-encoding');
    if (req.acceptsEncodings('gzip') !== 'gzip') return next();
    req.url = `${req.path}.gz`;
    res.setHeader('content-encoding', 'gzip');
    res.type(type);
    next();
  };
}
