import { z } from 'zod';
import { AuditProgress, AuditVerification } from '../../contracts/audit.ts';
import { WireError } from '../../contracts/errors.ts';
import { type Result, reject } from '../../contracts/result.ts';

const Line = z.union([
  z.object({ ok: z.literal(true), data: AuditVerification }),
  z.object({ ok: z.literal(false), error: WireError }),
  z.object({ progress: AuditProgress }),
]);

type Tell = (progress: AuditProgress) => void;

/** Verifies the log now. The service sends a line of JSON for each step, and the report in the last. */
export async function verifyNow(onProgress: Tell): Promise<Result<AuditVerification>> {
  try {
    const response = await fetch('/api/v1/audit/verifications', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-otc-desk': 'page' },
      body: '{}',
    });
    return response.body === null ? unread('nothing') : await readReport(response.body, onProgress);
  } catch (error) {
    return reject('UNAVAILABLE', `the verification was cut off: ${error instanceof Error ? error.message : error}`);
  }
}

async function readReport(body: ReadableStream<Uint8Array>, onProgress: Tell): Promise<Result<AuditVerification>> {
  let last: Result<AuditVerification> = unread('no report');
  for await (const line of linesOf(body)) {
    const read = readLine(line);
    if (read !== null && 'progress' in read) onProgress(read.progress);
    else if (read !== null) last = read.ok ? { ok: true, value: read.data } : { ok: false, rejection: read.error };
  }
  return last;
}

function readLine(line: string): z.output<typeof Line> | null {
  try {
    return Line.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    const lines = `${rest}${read.value}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function unread(what: string): Result<never> {
  return reject('INTERNAL', `the verification was answered with ${what}`);
}
