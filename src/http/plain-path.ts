import type { RequestHandler } from 'express';
import { isHostile } from '../contracts/hostile-text.ts';
import { reject } from '../contracts/result.ts';
import { send } from './respond.ts';

/** A path names things as a body does, and is held to the same rule before anybody looks anything up by it. */
export const plainPath: RequestHandler = (req, res, next) => {
  const path = decoded(req.path);
  if (path !== null && !isHostile(path)) return next();
  send(res, reject('VALIDATION_FAILED', 'the path must be UTF-8 without control characters and invisible characters'));
};

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null; // a percent sign that begins no character
  }
}
