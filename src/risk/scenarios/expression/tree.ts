import type { FunctionName } from './grammar.ts';

/** A checked expression as plain data: a thread that gets it needs no parser. */
export type ExpressionTree =
  | { readonly op: 'number'; readonly value: number }
  /** Place of a name in the frame. */
  | { readonly op: 'name'; readonly at: number }
  | { readonly op: Operator | FunctionName; readonly of: readonly ExpressionTree[] };

/** By mathjs's own names. */
export const OPERATORS = {
  add: 2,
  subtract: 2,
  multiply: 2,
  divide: 2,
  pow: 2,
  unaryMinus: 1,
  unaryPlus: 1,
  smaller: 2,
  larger: 2,
  smallerEq: 2,
  largerEq: 2,
  equal: 2,
  unequal: 2,
  and: 2,
  or: 2,
  not: 1,
  choose: 3,
} as const;
export type Operator = keyof typeof OPERATORS;

/** The value of an expression; `frame` holds the names' numbers in their order. Truth is 1 and 0. */
export type Evaluate = (frame: Float64Array) => number;

/** A plain closure: what it does at each evaluation is decided here, once. */
export function closureOf(tree: ExpressionTree): Evaluate {
  if (tree.op === 'number') return constant(tree.value);
  if (tree.op === 'name') return named(tree.at);
  const [a, b, c] = tree.of.map(closureOf);
  if (tree.op === 'min' || tree.op === 'max') return extreme(tree.op, tree.of.map(closureOf));
  if (a === undefined) throw new Error(`${tree.op} must have an operand, had none`);
  if (tree.op === 'choose') return choice(a, b ?? a, c ?? a);
  return b === undefined ? unary(tree.op, a) : binary(tree.op, a, b);
}

function constant(value: number): Evaluate {
  return () => value;
}

function named(at: number): Evaluate {
  return (frame) => frame[at] as number;
}

function choice(condition: Evaluate, yes: Evaluate, no: Evaluate): Evaluate {
  return (frame) => (condition(frame) !== 0 ? yes(frame) : no(frame));
}

function extreme(name: 'min' | 'max', of: readonly Evaluate[]): Evaluate {
  const pick = name === 'min' ? Math.min : Math.max;
  const [first, ...others] = of as [Evaluate, ...Evaluate[]];
  return (frame) => others.reduce((best, one) => pick(best, one(frame)), first(frame));
}

const UNARY: Readonly<Record<string, (a: Evaluate) => Evaluate>> = {
  unaryMinus: (a) => (frame) => -a(frame),
  unaryPlus: (a) => a,
  not: (a) => (frame) => (a(frame) === 0 ? 1 : 0),
  exp: (a) => (frame) => Math.exp(a(frame)),
  log: (a) => (frame) => Math.log(a(frame)),
  sqrt: (a) => (frame) => Math.sqrt(a(frame)),
  abs: (a) => (frame) => Math.abs(a(frame)),
  sign: (a) => (frame) => Math.sign(a(frame)),
  tanh: (a) => (frame) => Math.tanh(a(frame)),
};

const BINARY: Readonly<Record<string, (a: Evaluate, b: Evaluate) => Evaluate>> = {
  add: (a, b) => (frame) => a(frame) + b(frame),
  subtract: (a, b) => (frame) => a(frame) - b(frame),
  multiply: (a, b) => (frame) => a(frame) * b(frame),
  divide: (a, b) => (frame) => a(frame) / b(frame),
  pow: (a, b) => (frame) => a(frame) ** b(frame),
  smaller: (a, b) => (frame) => Number(a(frame) < b(frame)),
  larger: (a, b) => (frame) => Number(a(frame) > b(frame)),
  smallerEq: (a, b) => (frame) => Number(a(frame) <= b(frame)),
  largerEq: (a, b) => (frame) => Number(a(frame) >= b(frame)),
  equal: (a, b) => (frame) => Number(a(frame) === b(frame)),
  unequal: (a, b) => (frame) => Number(a(frame) !== b(frame)),
  and: (a, b) => (frame) => Number(a(frame) !== 0 && b(frame) !== 0),
  or: (a, b) => (frame) => Number(a(frame) !== 0 || b(frame) !== 0),
};

function unary(op: string, a: Evaluate): Evaluate {
  const make = UNARY[op];
  if (make === undefined) throw new Error(`operator must take one operand, was ${op}`);
  return make(a);
}

function binary(op: string, a: Evaluate, b: Evaluate): Evaluate {
  const make = BINARY[op];
  if (make === undefined) throw new Error(`operator must take two operands, was ${op}`);
  return make(a, b);
}
