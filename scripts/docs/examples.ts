import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ApprovalView } from '../../src/contracts/approval.ts';
import { WireError } from '../../src/contracts/errors.ts';
import { EVENT_DATA, EventEnvelope, type EventType } from '../../src/contracts/events.ts';
import { QuoteView } from '../../src/contracts/quote.ts';
import { RfqView } from '../../src/contracts/rfq.ts';
import { Hello, MarketMessage, SessionView, SignInRequest } from '../../src/contracts/session.ts';
import { CLIENT_REQUESTS, type ClientRequestName } from '../../src/contracts/socket.ts';
import { PositionView, TradeView } from '../../src/contracts/trade.ts';
import { repoRoot } from './generated.ts';

const API_FOLDER = join(repoRoot, 'docs', 'api');

/** One JSON message shown in the documents: a fence whose first line is "```json <name>". */
export interface Example {
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

const FENCE = /^```json (?<name>\S.*)\n(?<text>[\s\S]*?)^```$/gm;

export function apiDocuments(): string[] {
  return readdirSync(API_FOLDER)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(API_FOLDER, name));
}

export function readExamples(): Example[] {
  return apiDocuments().flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(FENCE)].map(({ groups }) => ({
      file,
      name: groups?.['name'] ?? '',
      text: groups?.['text'] ?? '',
    })),
  );
}

/** The document with each example's text replaced by what `textOf` gives for its name. */
export function replaceExamples(document: string, textOf: (name: string) => string): string {
  return document.replace(FENCE, (_fence, name: string) => `\`\`\`json ${name}\n${textOf(name)}\n\`\`\``);
}

const answered = <S extends z.ZodType>(data: S) => z.strictObject({ ok: z.literal(true), data });
const listOf = <S extends z.ZodType>(item: S) =>
  answered(z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() }));
const refused = z.strictObject({ ok: z.literal(false), error: z.strictObject(WireError.shape) });

const BY_NAME: Readonly<Record<string, z.ZodType>> = {
  'hello message': Hello,
  'market message': MarketMessage,
  'POST /api/v1/sessions request': SignInRequest,
  'POST /api/v1/sessions answer': answered(SessionView),
  'GET /api/v1/rfqs answer': listOf(RfqView),
  'GET /api/v1/trades answer': listOf(TradeView),
  'GET /api/v1/positions answer': listOf(PositionView),
  'GET /api/v1/quotes/:id answer to staff': answered(QuoteView.extend({ passport: z.unknown() })),
  'POST /api/v1/approvals/:id/suspend answer': answered(ApprovalView),
};

/**
 * The schema that the example of this name must satisfy: "rfq.create request", "rfq.create answer", "… refused",
 * "quote.live event", or one of the names above.
 *
 * @throws Error for a name of no known form.
 */
export function schemaOf(name: string): z.ZodType {
  const known = BY_NAME[name];
  if (known !== undefined) return known;
  const [subject = '', form = ''] = name.split(' ');
  if (name.endsWith(' refused')) return refused;
  if (form === 'event' && Object.hasOwn(EVENT_DATA, subject)) {
    return z.strictObject({ ...EventEnvelope.shape, type: z.literal(subject), data: EVENT_DATA[subject as EventType] });
  }
  if (Object.hasOwn(CLIENT_REQUESTS, subject)) {
    const { request, answer } = CLIENT_REQUESTS[subject as ClientRequestName];
    if (form === 'request') return request;
    if (form === 'answer') return answered(answer);
  }
  throw new Error(`an example must be named after a message of the wire, was ${JSON.stringify(name)}`);
}

const WIDTH = 100;

/** JSON for reading: whatever fits on a line is on one. `before` is what its first line begins with. */
export function readableJson(value: unknown, indent = '', before = indent): string {
  const flat = flatJson(value);
  if (typeof value !== 'object' || value === null || before.length + flat.length <= WIDTH) return flat;
  const inner = `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map((item) => `${inner}${readableJson(item, inner)}`)
    : packed(Object.entries(value), inner);
  const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
  return `${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

/** Members side by side as long as a line holds them. */
function packed(members: [string, unknown][], indent: string): string[] {
  const lines: string[] = [];
  for (const [key, value] of members) {
    const name = `${JSON.stringify(key)}: `;
    const member = `${name}${readableJson(value, indent, `${indent}${name}`)}`;
    const last = lines.at(-1);
    const fits = last !== undefined && !last.includes('\n') && !member.includes('\n');
    if (fits && last.length + member.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${member}`;
    else lines.push(`${indent}${member}`);
  }
  return lines;
}

function flatJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flatJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${flatJson(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
