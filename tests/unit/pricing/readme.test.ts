import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { transformSync } from '@swc/core';
import * as pricing from '../../../pricing/index.ts';

const readme = readFileSync(new URL('../../../pricing/README.md', import.meta.url), 'utf8');
const code = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, block]) => block).join('\n');

/** Runs the examples one after the other, as a reader would, and returns what they print. */
function printed(): string[] {
  const body = code.replaceAll(/^import .*$/gm, '');
  const { code: script } = transformSync(body, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    isModule: false,
  });
  const lines: string[] = [];
  const log = (...values: unknown[]) =>
    lines.push(
      values.map((value) => (typeof value === 'string' ? value : inspect(value, { breakLength: Infinity }))).join(' '),
    );
  new Function('console', ...Object.keys(pricing), script)({ log }, ...Object.values(pricing));
  return lines;
}

describe('the examples in the README', () => {
  it('print what they say they print', () => {
    // An ellipsis stands for the rest of the line.
    const promised = [...code.matchAll(/^\/\/ (.*)$/gm)].map(([, line = '']) => line.split('…')[0] ?? '');

    const actual = printed();

    expect(promised.length).toBeGreaterThan(5);
    expect(actual.map((line, i) => line.slice(0, promised[i]?.length))).toEqual(promised);
  });
});
