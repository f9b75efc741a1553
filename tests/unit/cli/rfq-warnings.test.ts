import { REQUOTE_PAUSE_MS } from '../../../src/cli/rfq/step.ts';
import { NOW } from './rfq-events.ts';
import { asked, key, live, play, SCRIPT } from './rfq-play.ts';

const WARNED = { warnings: [{ id: 'wrn_1', text: 'Complex product.' }] };

describe('a quote with warnings', () => {
  it('CL-11: is not taken before they are confirmed', () => {
    const { did, phase, said } = play([asked, live(WARNED), key('b')]);

    expect({ did, phase }).toEqual({ did: [], phase: 'deciding' });
    expect(said.at(-1)).toBe('note');
  });

  it('CL-11: is taken with their id once they are', () => {
    const { last } = play([asked, live(WARNED), key('y'), key('b')]);

    expect(last).toMatchObject([{ do: 'accept', confirmedWarningId: 'wrn_1' }]);
  });

  it('CL-11: keeps what was confirmed for a version with the same warnings, and for no other', () => {
    const next = (id: string) => live({ version: 2, replaces: 1, warnings: [{ id, text: 'Complex.' }] });
    const later = key('b', NOW + REQUOTE_PAUSE_MS);

    expect(play([asked, live(WARNED), key('y'), next('wrn_1'), later]).did).toEqual(['accept']);
    expect(play([asked, live(WARNED), key('y'), next('wrn_2'), later]).did).toEqual([]);
  });

  it('CL-11: says so where there is nothing to confirm', () => {
    expect(play([asked, live(), key('y')]).journey.confirmedWarningId).toBeNull();
  });

  it.each(['wrn_1', 'any'])('CL-11: is taken by a script that confirms %s', (confirmWarnings) => {
    expect(play([asked, live(WARNED)], { ...SCRIPT, confirmWarnings }).last.at(-1)).toMatchObject({
      do: 'accept',
      confirmedWarningId: 'wrn_1',
    });
  });

  it.each([null, 'wrn_0'])('CL-11: ends a script that confirms %s, with exit code 1', (confirmWarnings) => {
    expect(play([asked, live(WARNED)], { ...SCRIPT, confirmWarnings })).toMatchObject({
      did: ['finish'],
      exitCode: 1,
    });
  });
});
