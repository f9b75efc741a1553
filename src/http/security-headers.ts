import type { RequestHandler } from 'express';
import helmet from 'helmet';

const SELF = ["'self'"];
const NONE = ["'none'"];
export const POLICY_HEADER = 'content-security-policy';
const YEAR_SECONDS = 31_536_000;

/** What browsers are told: scripts and styles from here alone and none inside a page, no frames, no plugins; over TLS, nothing but TLS. */
export function securityHeaders(): RequestHandler {
  const policy = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: SELF,
        scriptSrc: SELF,
        scriptSrcAttr: NONE,
        styleSrc: SELF,
        imgSrc: [...SELF, 'data:'],
        fontSrc: SELF,
        connectSrc: SELF,
        objectSrc: NONE,
        baseUri: NONE,
        formAction: SELF,
        frameAncestors: NONE,
      },
    },
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
  });
  const hsts = helmet.strictTransportSecurity({ maxAge: YEAR_SECONDS, includeSubDomains: true });
  return (req, res, next) => {
    policy(req, res, (error) => {
      if (error !== undefined || !req.secure) return next(error);
      hsts(req, res, next);
    });
  };
}
