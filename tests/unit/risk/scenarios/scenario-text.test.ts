import { checkScenarioText } from '../../../../src/risk/scenarios/scenario-text.ts';

const TEXT = `name: my-own
title: My own
cells:
  - name: down
    shocks:
      - spot: { expression: spot * 0.8 }
        volatility: { expression: "vol + 0.1" }
`;

describe('a scenario text that is still being written', () => {
  it('is read back in its plain form, with the cells that it makes', async () => {
    const read = await checkScenarioText(TEXT);
    expect(read).toMatchObject({ cells: 1, fault: null, scenario: { name: 'my-own' } });

    expect(await checkScenarioText(read.yaml ?? '')).toEqual(read);
  });

  it.each([
    // The fault of an expression is at its character, in plain and in quoted text.
    [TEXT.replace('spot * 0.8', 'spot * x'), 'cells.0.shocks.0.spot.expression', { line: 6, column: 36 }, 7],
    [TEXT.replace('vol + 0.1', 'vol + y'), 'cells.0.shocks.0.volatility.expression', { line: 7, column: 42 }, 6],
    // A field that is missing is sought in what it is missing from.
    [TEXT.replace('  - name: down\n    shocks', '  - shocks'), 'cells.0.name', { line: 4, column: 5 }, null],
    [TEXT.replace('title: My own\n', ''), 'title', { line: 1, column: 1 }, null],
    [`${TEXT}cells: [1`, 'text', { line: 8, column: 1 }, null],
  ])('says where its first fault stands: %#', async (text, ...fault) => {
    const [path, place, index] = fault;
    expect(await checkScenarioText(text)).toMatchObject({
      scenario: null,
      yaml: null,
      cells: null,
      fault: { path, place, index },
    });
  });

  it('does not count the windows of a history before it runs', async () => {
    const history = {
      source: 'snapshots',
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      stepMinutes: 60,
      horizonMinutes: 60,
      confidence: [0.99],
    };

    expect(await checkScenarioText(JSON.stringify({ name: 'past', title: 'Past', history }))).toMatchObject({
      cells: null,
      fault: null,
    });
  });
});
