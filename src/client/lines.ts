import { z } from 'zod';
import { type Result, reject } from '../contracts/result.ts';
import { readAnswer } from './answer.ts';

export interface LinesRequest {
  readonly url: string;
  readonly token: string;
  readonly method: 'GET' | 'POST';
  /** Behind `/api/v1`, with its query. */
  readonly path: string;
  readonly body?: unknown;
}

/** What the service streams line by line, as it comes; a refusal instead, or UNAVAILABLE when nobody answers. */
export async function openLines({
  url,
  token,
  method,
  path,
  body,
}: LinesRequest): Promise<Result<AsyncGenerator<string>>> {
  try {
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (response.ok && response.body !== null) return { ok: true, value: linesOf(response.body) };
    return readAnswer(`${method} ${path}`, z.never(), await response.json());
  } catch (error) {
    return reject('UNAVAILABLE', `no service at ${url}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    yield* parts;
  }
  if (rest !== '') yield rest;
}
