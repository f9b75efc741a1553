import { readFileSync } from 'node:fs';
import { RFQ_STATES } from '../../../src/contracts/rfq.ts';
import { isTerminal, RFQ_TRANSITIONS } from '../../../src/rfq/lifecycle.ts';

const document = readFileSync(new URL('../../../docs/rfq-lifecycle.md', import.meta.url), 'utf8');

describe('the picture of the life of an RFQ', () => {
  const arrows = [...document.matchAll(/^ {2}(\S+) --> (\S+)(?: : (\S+))?$/gm)].map(([, from, to, event]) => ({
    from,
    to,
    event,
  }));

  it('draws every move of the code, and no other', () => {
    const drawn = arrows
      .filter(({ event }) => event !== undefined)
      .map(({ from, to, event }) => `${from} ${event} ${to}`);

    expect(drawn.sort()).toEqual(codedMoves().sort());
  });

  it('begins where an RFQ begins and ends where the code has no way on', () => {
    const begins = arrows.filter(({ from }) => from === '[*]').map(({ to }) => to);
    const ends = arrows.filter(({ to }) => to === '[*]').map(({ from }) => from);

    expect(begins).toEqual(['received']);
    expect(ends.sort()).toEqual(RFQ_STATES.filter(isTerminal).sort());
  });
});

describe('the table of states', () => {
  it('names every state with the states it may become', () => {
    const table = document.slice(document.indexOf('## States'), document.indexOf('## Who moves it'));
    const rows = [...table.matchAll(/^\| `(\w+)` \| [^|]+ \| ?([^|]*)\|$/gm)].map(
      ([, state, nexts = '']) => `${state}: ${[...nexts.matchAll(/\w+/g)].sort().join(' ')}`,
    );

    const coded = RFQ_STATES.map(
      (state) => `${state}: ${[...new Set(Object.values(RFQ_TRANSITIONS[state]))].sort().join(' ')}`,
    );
    expect(rows).toEqual(coded);
  });
});

function codedMoves(): string[] {
  return Object.entries(RFQ_TRANSITIONS).flatMap(([from, row]) =>
    Object.entries(row).map(([event, to]) => `${from} ${event} ${to}`),
  );
}
