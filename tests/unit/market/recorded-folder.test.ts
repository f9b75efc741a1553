import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sharedPath } from '../../support/shared.ts';
import { aRecordedMarket, latest, underlyingOf } from './recorded-play.ts';

describe('a recording that cannot be played', () => {
  const GOOD_BARS = '0,7400,7400,7400,7400,1,7401,7401,7401,7401,1\n';
  const NAME = 'coinbase-btcusd-20180404-quote.csv';
  const realChain = () => readFileSync(sharedPath('market-data', 'deribit-chain', 'btc-2025-12-04.csv'), 'utf8');
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'recording-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(subfolder: 'spot-minute' | 'deribit-chain', files: Readonly<Record<string, string>>): void {
    mkdirSync(join(folder, subfolder));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, subfolder, name), text);
  }
  const start = () => aRecordedMarket({ folder }).feed.start();

  it('is one that is not there: the message names the setting and the path', async () => {
    const missing = join(folder, 'nowhere');

    const { feed, timer } = aRecordedMarket({ folder: missing });

    await expect(feed.start()).rejects.toThrow(
      `MARKET=recorded:${missing} cannot be played: folder ${join(missing, 'spot-minute')} cannot be read`,
    );
    expect(feed.status().state).toBe('stopped');
    expect(feed.current()).toBeNull();
    expect(timer.delaysMs()).toEqual([]);
  });

  it('has no quote file', async () => {
    write('spot-minute', { 'LICENSE.csv': 'x' });

    await expect(start()).rejects.toThrow(
      `MARKET=recorded:${folder} cannot be played: there is no *-quote.csv in ${join(folder, 'spot-minute')}`,
    );
  });

  it('has no option chain, or more than one', async () => {
    write('spot-minute', { [NAME]: GOOD_BARS });
    await expect(start()).rejects.toThrow(`folder ${join(folder, 'deribit-chain')} cannot be read`);
    write('deribit-chain', { 'a.csv': realChain(), 'b.csv': realChain() });

    await expect(start()).rejects.toThrow(
      `there must be one option chain (*.csv) in ${join(folder, 'deribit-chain')}, was 2`,
    );
  });

  it('has a malformed line: the message names file, line, field and value', async () => {
    write('spot-minute', { [NAME]: `${GOOD_BARS}60000,7400,7400,7400,oops,1,7401,7401,7401,7401,1\n` });

    await expect(start()).rejects.toThrow(
      `${join(folder, 'spot-minute', NAME)}, line 2: bid close must be a finite number > 0, was "oops"`,
    );
  });

  it('has a file too large to be one day of minutes', async () => {
    write('spot-minute', { [NAME]: ' '.repeat(16 * 2 ** 20 + 1) });

    await expect(start()).rejects.toThrow('must be at most 16777216 bytes, was 16777217');
  });

  it('is playable with one underlying and one bar', async () => {
    write('spot-minute', { [NAME]: GOOD_BARS });
    write('deribit-chain', { 'btc.csv': realChain() });
    const { feed } = aRecordedMarket({ folder });

    await feed.start();

    expect(Object.keys(latest(feed).snapshot.underlyings)).toEqual(['BTC-USD']);
    expect(underlyingOf(latest(feed), 'BTC-USD').spot).toBe(7400.5);
    await feed.stop();
  });
});
