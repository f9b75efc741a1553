/**
 * `node --import <this file> program.ts`: the product comes from its build, which loads in half the time of its sources, and
 * the files of the tests are stripped of their types. A process that is started at every crash point is worth it.
 */
import { register } from 'node:module';

register('./built-product-hooks.mjs', import.meta.url);
