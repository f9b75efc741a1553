import { parse } from '../../contracts/parse.ts';
import { type PackageValue, PriceRequest, type PriceValue } from '../../contracts/price.ts';
import { type Answer, ok, type Result, reject, toAnswer } from '../../contracts/result.ts';
import { ClientId } from '../../contracts/scalars.ts';
import { messageOf } from '../error-parts.ts';
import { valueLine } from './value-line.ts';

export type PriceAnswer = { readonly id: string | null } & Answer<PriceValue | PackageValue>;

/** Answers one line of `otc price`: never throws, whatever the line says. The id is echoed whenever it can be read. */
export function answerLine(text: string): PriceAnswer {
  const json = parseJson(text);
  if (!json.ok) return { id: null, ...toAnswer(json) };
  return { id: idOf(json.value), ...toAnswer(answerTo(json.value)) };
}

function parseJson(text: string): Result<unknown> {
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    const reason = messageOf(error);
    return reject('VALIDATION_FAILED', `line must be one JSON object: ${reason}`, { path: '' });
  }
}

function idOf(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !Object.hasOwn(input, 'id')) return null;
  const read = ClientId.safeParse((input as { id: unknown }).id);
  return read.success ? read.data : null;
}

function answerTo(input: unknown): Result<PriceValue | PackageValue> {
  try {
    const request = parse(PriceRequest, input);
    return request.ok ? valueLine(request.value) : request;
  } catch (error) {
    // A bug on one line must not take the other lines with it: it is answered in place, and the run ends with code 1.
    return reject('INTERNAL', messageOf(error));
  }
}
