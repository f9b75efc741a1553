import { reject, toAnswer } from '../../contracts/result.ts';
import { answerLine, type PriceAnswer } from './answer-line.ts';
import { type Line, lineBatches, MAX_LINE_CHARS, TOO_LONG } from './line-batches.ts';

export interface PriceTally {
  readonly lines: number;
  readonly refused: number;
}

/**
 * Answers JSON lines one for one, in order, as text ready to write; each chunk of answers waits to be taken, so a slow
 * reader slows the pricing down and nothing piles up. `onProgress` is told the totals after each chunk.
 */
export async function* priceStream(
  chunks: AsyncIterable<Buffer>,
  onProgress: (tally: PriceTally) => void,
): AsyncGenerator<string> {
  let lines = 0;
  let refused = 0;
  for await (const batch of lineBatches(chunks)) {
    let text = '';
    for (const line of batch) {
      const answer = answerOf(line);
      lines += 1;
      if (!answer.ok) refused += 1;
      text += `${JSON.stringify(answer)}\n`;
    }
    yield text;
    onProgress({ lines, refused });
  }
}

function answerOf(line: Line): PriceAnswer {
  if (line !== TOO_LONG) return answerLine(line);
  const rule = `must be at most ${MAX_LINE_CHARS} characters`;
  return { id: null, ...toAnswer(reject('VALIDATION_FAILED', `line ${rule}, was longer`, { path: '', rule })) };
}
