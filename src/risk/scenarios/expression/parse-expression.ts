import type { MathNode } from 'mathjs';
import { FUNCTIONS, grammarFault, isFunction } from './grammar.ts';
import { EXPRESSION_MAX, type ExpressionFault, faultAt, type Token, tokensOf } from './tokens.ts';
import { type ExpressionTree, OPERATORS, type Operator } from './tree.ts';

export type ParsedExpression =
  | { readonly ok: true; readonly tree: ExpressionTree }
  | { readonly ok: false; readonly fault: ExpressionFault };

/**
 * Reads an expression over the given names. Its parts are checked before anything parses them, mathjs then says how they
 * belong together, and its tree is walked against a closed list of nodes, operators and functions: no code of mathjs
 * evaluates anything.
 */
export async function parseExpression(text: string, names: readonly string[]): Promise<ParsedExpression> {
  const tokens = tokensOf(text);
  if ('rule' in tokens) return { ok: false, fault: tokens };
  const fault = grammarFault(text, tokens, names);
  if (fault !== null) return { ok: false, fault };
  // Only when somebody gives an expression: mathjs takes longer to load than the service to start.
  const { parse } = await import('mathjs/number');
  let node: MathNode;
  try {
    // A line break would begin a second expression.
    node = parse(text.replace(/[\r\n\t]/g, ' '));
  } catch (error) {
    return { ok: false, fault: syntaxFault(text, error) };
  }
  const walked = walk(node, { text, tokens, names, depth: 0 });
  return 'rule' in walked ? { ok: false, fault: walked } : { ok: true, tree: walked };
}

function syntaxFault(text: string, error: unknown): ExpressionFault {
  const place = (error as { char?: unknown }).char;
  const index = typeof place === 'number' ? Math.min(Math.max(place - 1, 0), text.length) : 0;
  return faultAt(text, index, 'must be an expression that can be read');
}

interface Walk {
  readonly text: string;
  readonly tokens: readonly Token[];
  readonly names: readonly string[];
  readonly depth: number;
}

/** Nodes as mathjs makes them, by the field that says which. */
type AnyNode = MathNode & {
  readonly value?: unknown;
  readonly name?: string;
  readonly fn?: string | { readonly name?: string };
  readonly implicit?: boolean;
  readonly args?: readonly MathNode[];
  readonly content?: MathNode;
  readonly condition?: MathNode;
  readonly trueExpr?: MathNode;
  readonly falseExpr?: MathNode;
};

function walk(given: MathNode, at: Walk): ExpressionTree | ExpressionFault {
  const node = given as AnyNode;
  if (at.depth > EXPRESSION_MAX.tokens) return faultAt(at.text, 0, 'must not be nested that deep');
  switch (node.type) {
    case 'ConstantNode':
    case 'SymbolNode':
      return leafOf(node, at);
    case 'ParenthesisNode':
      return node.content === undefined ? refused(node.type, at) : walk(node.content, { ...at, depth: at.depth + 1 });
    case 'OperatorNode':
      return operatorOf(node, at);
    case 'FunctionNode':
      return callOf(node, at);
    case 'ConditionalNode':
      return operands('choose', [node.condition, node.trueExpr, node.falseExpr], at);
    default:
      return refused(node.type, at);
  }
}

function leafOf({ type, value, name = '' }: AnyNode, at: Walk): ExpressionTree | ExpressionFault {
  if (typeof value === 'number' && Number.isFinite(value)) return { op: 'number', value };
  return at.names.includes(name) ? { op: 'name', at: at.names.indexOf(name) } : refused(type, at);
}

function operatorOf(node: AnyNode, at: Walk): ExpressionTree | ExpressionFault {
  const name = String(node.fn);
  const args = node.args ?? [];
  const isKnown =
    Object.hasOwn(OPERATORS, name) && OPERATORS[name as Operator] === args.length && node.implicit !== true;
  return isKnown ? operands(name as Operator, args, at) : refused(`operator ${name}`, at);
}

function callOf(node: AnyNode, at: Walk): ExpressionTree | ExpressionFault {
  const name = typeof node.fn === 'string' ? node.fn : (node.fn?.name ?? '');
  const args = node.args ?? [];
  if (!isFunction(name)) return refused(`function ${name}`, at);
  const [from, to] = FUNCTIONS[name];
  if (args.length >= from && args.length <= to) return operands(name, args, at);
  const place = at.tokens.find((token) => token.text === name)?.index ?? 0;
  const count = from === to ? String(from) : `${from} to ${to}`;
  return faultAt(at.text, place, `must have ${count} operands in ${name}(), had ${args.length}`);
}

function operands(
  op: Exclude<ExpressionTree['op'], 'number' | 'name'>,
  nodes: readonly (MathNode | undefined)[],
  at: Walk,
): ExpressionTree | ExpressionFault {
  const of: ExpressionTree[] = [];
  for (const node of nodes) {
    if (node === undefined) return refused(op, at);
    const read = walk(node, { ...at, depth: at.depth + 1 });
    if ('rule' in read) return read;
    of.push(read);
  }
  return { op, of };
}

/** The second wall: what the grammar let through and mathjs read as something else, such as a < b < c. */
function refused(what: string, { text, tokens }: Walk): ExpressionFault {
  const comparisons = tokens.filter((token) => /^[<>=!]/.test(token.text));
  const place = what === 'RelationalNode' ? comparisons[1]?.index : tokens[0]?.index;
  return faultAt(text, place ?? 0, `must hold no ${what}`);
}
