import { EXPRESSION_MAX, type ExpressionFault, faultAt, type Token } from './tokens.ts';

/** How many numbers each function takes: from, to. */
export const FUNCTIONS = {
  exp: [1, 1],
  log: [1, 1],
  sqrt: [1, 1],
  abs: [1, 1],
  sign: [1, 1],
  tanh: [1, 1],
  min: [2, 8],
  max: [2, 8],
} as const satisfies Record<string, readonly [number, number]>;
export type FunctionName = keyof typeof FUNCTIONS;

export function isFunction(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}

/** The rules that a row of parts must obey before anybody parses it; the first that it breaks, with its place. */
export function grammarFault(text: string, tokens: readonly Token[], names: readonly string[]): ExpressionFault | null {
  /** Of each bracket that is open: how many `?` wait for their `:`. */
  const open: number[] = [0];
  for (const [at, token] of tokens.entries()) {
    const rule =
      nameRule(tokens, at, names) ?? adjacencyRule(tokens[at - 1], token) ?? bracketRule(open, token, tokens[at - 1]);
    if (rule !== null) return faultAt(text, token.index, rule);
  }
  return open.length > 1 ? faultAt(text, text.length, 'must close every bracket') : null;
}

function nameRule(tokens: readonly Token[], at: number, names: readonly string[]): string | null {
  const token = tokens[at];
  if (token?.kind !== 'name') return null;
  const isCall = tokens[at + 1]?.kind === 'open';
  const functions = Object.keys(FUNCTIONS).join(', ');
  if (isCall) return isFunction(token.text) ? null : `must call one of ${functions}`;
  if (isFunction(token.text)) return 'must be called with brackets';
  return names.includes(token.text) ? null : `must name one of ${names.join(', ')}, or call one of ${functions}`;
}

const ENDS = new Set<Token['kind']>(['number', 'name', 'close']);
const BEGINS = new Set<Token['kind']>(['number', 'name', 'open']);

/** `2 spot` would be a product in mathematics, and is a slip here. */
function adjacencyRule(before: Token | undefined, token: Token): string | null {
  if (before === undefined || !ENDS.has(before.kind) || !BEGINS.has(token.kind)) return null;
  const isCall = before.kind === 'name' && token.kind === 'open' && isFunction(before.text);
  return isCall ? null : 'must have an operator before it';
}

function bracketRule(open: number[], token: Token, before: Token | undefined): string | null {
  if (token.kind === 'open') {
    open.push(0);
    return open.length > EXPRESSION_MAX.depth ? `must have brackets at most ${EXPRESSION_MAX.depth} deep` : null;
  }
  if (token.kind === 'close') {
    if (before?.kind === 'open') return 'must hold something between brackets';
    open.pop();
    return open.length === 0 ? 'must close only what is open' : null;
  }
  return questionRule(open, token);
}

function questionRule(open: number[], { kind }: Token): string | null {
  if (kind !== 'question' && kind !== 'colon') return null;
  const waiting = (open.pop() ?? 0) + (kind === 'question' ? 1 : -1);
  open.push(waiting);
  return waiting < 0 ? 'must hold no range: a colon belongs to a question mark' : null;
}
