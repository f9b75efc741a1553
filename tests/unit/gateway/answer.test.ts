import { ok, type Result, reject } from '../../../src/contracts/result.ts';
import { type AnswerDeps, answer } from '../../../src/gateway/answer.ts';

/** What one request was answered, what was logged, and what was counted. */
async function ask(work: () => Promise<Result<unknown>>) {
  const answers: unknown[] = [];
  const logged: unknown[] = [];
  const counted: string[] = [];
  const deps = {
    log: { error: (about: unknown) => logged.push(about) },
    onAnswered: (name: string, outcome: string, seconds: number) =>
      counted.push(`${name} ${outcome} ${seconds >= 0 && seconds < 60}`),
  } as unknown as AnswerDeps;
  await answer(deps, { name: 'rfq.create', ack: (reply) => answers.push(reply) }, work);
  return { answers, logged, counted };
}

describe('an acknowledgement', () => {
  it('of what was done carries the data, once', async () => {
    expect(await ask(async () => ok({ state: 'quoted' }))).toEqual({
      answers: [{ ok: true, data: { state: 'quoted' } }],
      logged: [],
      counted: ['rfq.create OK true'],
    });
  });

  it('of a refusal carries its reason, and is no fault to be logged', async () => {
    const { answers, logged, counted } = await ask(async () => reject('QUOTE_EXPIRED', 'the quote has expired'));

    expect(answers).toEqual([
      { ok: false, error: { code: 'QUOTE_EXPIRED', message: 'the quote has expired', retryable: false } },
    ]);
    expect(logged).toEqual([]);
    expect(counted).toEqual(['rfq.create QUOTE_EXPIRED true']);
  });

  it.each([
    { what: 'a bug', error: new TypeError('x is undefined'), code: 'INTERNAL', message: 'internal error' },
    {
      what: 'a lost database',
      error: Object.assign(new Error('secret host refused'), { code: 'ECONNREFUSED' }),
      code: 'UNAVAILABLE',
      message: 'the service cannot answer now; ask again with the same id',
    },
  ])('of $what says $code without a word of its insides, which are logged', async ({ error, code, message }) => {
    const { answers, logged, counted } = await ask(() => Promise.reject(error));

    expect(answers).toEqual([{ ok: false, error: { code, message, retryable: true } }]);
    expect(logged).toEqual([{ err: error, request: 'rfq.create' }]);
    expect(counted).toEqual([`rfq.create ${code} true`]);
  });
});
