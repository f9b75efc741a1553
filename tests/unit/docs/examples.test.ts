import { basename } from 'node:path';
import { readExamples, schemaOf } from '../../../scripts/docs/examples.ts';
import { CLIENT_REQUESTS } from '../../../src/contracts/socket.ts';

const examples = readExamples().map((example) => ({ ...example, page: basename(example.file) }));

describe('the examples of the interface', () => {
  it.each(examples)('$name in $page is what the schema accepts, field by field', ({ name, text }) => {
    const message: unknown = JSON.parse(text);

    const read = schemaOf(name).safeParse(message);

    expect(read.error?.issues ?? []).toEqual([]);
    expect(unread(message, read.data)).toEqual([]);
  });

  it.each(Object.keys(CLIENT_REQUESTS))('show %s with its answer', (request) => {
    const names = examples.map(({ name }) => name);

    expect(names).toEqual(expect.arrayContaining([`${request} request`, `${request} answer`]));
  });
});

/** Paths of what the example shows and the schema does not know. */
function unread(shown: unknown, known: unknown, path = ''): string[] {
  if (typeof shown !== 'object' || shown === null) return [];
  if (typeof known !== 'object' || known === null) return [path];
  return Object.entries(shown).flatMap(([key, value]) => {
    const at = `${path}.${key}`;
    return Object.hasOwn(known, key) ? unread(value, (known as Record<string, unknown>)[key], at) : [at];
  });
}
