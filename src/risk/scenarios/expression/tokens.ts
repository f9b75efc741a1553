/** What an expression is made of, and where. `index` counts UTF-16 units from 0. */
export interface Token {
  readonly kind: 'number' | 'name' | 'operator' | 'open' | 'close' | 'comma' | 'question' | 'colon';
  readonly text: string;
  readonly index: number;
}

export interface ExpressionFault {
  readonly index: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly rule: string;
  readonly was: string;
}

/** What bounds an expression, and with it the time of one evaluation: no loops exist. */
export const EXPRESSION_MAX = { characters: 500, tokens: 200, depth: 32 } as const;

const WORD_OPERATORS = new Set(['and', 'or', 'not']);
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y;
const NAME = /[A-Za-z][A-Za-z0-9_]*/y;
const OPERATOR = /<=|>=|==|!=|[-+*/^<>]/y;
const SPACE = /[ \t\r\n]+/y;
const PUNCTUATION: Readonly<Record<string, Token['kind']>> = {
  '(': 'open',
  ')': 'close',
  ',': 'comma',
  '?': 'question',
  ':': 'colon',
};
/** What mathematics languages know and a scenario must not do. */
const REFUSED: Readonly<Record<string, string>> = {
  '=': 'must not assign',
  '"': 'must hold no string',
  "'": 'must hold no string',
  '`': 'must hold no string',
  '[': 'must hold no matrix and no index',
  ']': 'must hold no matrix and no index',
  '{': 'must hold no object',
  '}': 'must hold no object',
  '.': 'must not reach into a member',
  ';': 'must be one expression',
  '!': 'must hold no factorial',
  '%': 'must hold no per cent sign: write 0.2 for 20 %',
  '#': 'must hold no comment',
};

export function faultAt(text: string, index: number, rule: string): ExpressionFault {
  const before = text.slice(0, index).split('\n');
  const was = index >= text.length ? 'the end' : text.slice(index, index + 20);
  return { index, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, rule, was };
}

/** Cuts an expression into what it may be made of, or says where it is made of something else. */
export function tokensOf(text: string): readonly Token[] | ExpressionFault {
  if (text.length > EXPRESSION_MAX.characters) {
    return faultAt(text, EXPRESSION_MAX.characters, `must have at most ${EXPRESSION_MAX.characters} characters`);
  }
  const tokens: Token[] = [];
  let index = 0;
  while (index < text.length) {
    const token = tokenAt(text, index);
    if ('rule' in token) return token;
    index += token.text.length;
    if (token.text.trim() !== '') tokens.push(token);
    if (tokens.length > EXPRESSION_MAX.tokens) {
      return faultAt(text, token.index, `must have at most ${EXPRESSION_MAX.tokens} parts`);
    }
  }
  return tokens.length > 0 ? tokens : faultAt(text, 0, 'must not be empty');
}

function tokenAt(text: string, index: number): Token | ExpressionFault {
  const space = matchAt(SPACE, text, index);
  if (space !== null) return { kind: 'operator', text: space, index };
  const number = matchAt(NUMBER, text, index);
  if (number !== null) return numberAt(text, index, number);
  const name = matchAt(NAME, text, index);
  if (name !== null) return { kind: WORD_OPERATORS.has(name) ? 'operator' : 'name', text: name, index };
  const operator = matchAt(OPERATOR, text, index);
  if (operator !== null) return { kind: 'operator', text: operator, index };
  const character = text[index] ?? '';
  const kind = PUNCTUATION[character];
  if (kind !== undefined) return { kind, text: character, index };
  return faultAt(text, index, REFUSED[character] ?? 'must hold only numbers, names, operators and brackets');
}

function numberAt(text: string, index: number, number: string): Token | ExpressionFault {
  if (!Number.isFinite(Number(number))) return faultAt(text, index, 'must be a finite number');
  const next = text[index + number.length] ?? '';
  if (/[A-Za-z_.]/.test(next)) return faultAt(text, index + number.length, 'must have an operator after a number');
  return { kind: 'number', text: number, index };
}

function matchAt(pattern: RegExp, text: string, index: number): string | null {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? null;
}
