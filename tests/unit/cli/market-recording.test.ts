import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { runInspect } from '../../../src/cli/market/inspect.ts';
import { instantOption, positiveNumber } from '../../../src/cli/market/options.ts';
import { runPlay } from '../../../src/cli/market/play.ts';
import { runRecord } from '../../../src/cli/market/record.ts';
import { plainPaint, type Terminal } from '../../../src/cli/terminal.ts';
import type { IdentifiedSnapshot } from '../../../src/market/snapshot-id.ts';
import { aFolder, idsOf, recorded, removeFolders, START, simulatedTicks } from '../market/recorder/recording.ts';

afterAll(removeFolders);

function aTerminal() {
  const texts = { out: '', err: '' };
  const output = (name: 'out' | 'err') => ({
    isTty: false,
    paint: plainPaint,
    write: (text: string) => {
      texts[name] += text;
    },
    control: () => {},
    columns: () => 120,
  });
  const terminal: Terminal = { out: output('out'), err: output('err'), interactive: false };
  return { terminal, texts, lines: () => texts.out.trimEnd().split('\n') };
}

let ticks: IdentifiedSnapshot[];
beforeAll(async () => {
  ticks = await simulatedTicks(60);
});

const fileIn = (folder: string) =>
  join(folder, String(readdirSync(folder, { recursive: true }).find((name) => String(name).endsWith('.gz'))));

describe('otc market record', () => {
  it('records the market for as long as asked, so that it plays again', async () => {
    const folder = join(aFolder(), 'new');
    const { terminal, lines } = aTerminal();

    const code = await runRecord(
      { out: folder, seconds: 0.7, market: 'simulated', json: true },
      { terminal, signal: new AbortController().signal },
    );

    const status = JSON.parse(lines()[0] ?? '') as { recorded: number };
    const played = aTerminal();
    await runPlay(folder, { speed: Infinity, json: true }, played.terminal);
    expect(code).toBe(0);
    expect(status).toMatchObject({ dropped: 0, files: 1 });
    expect(status.recorded).toBeGreaterThanOrEqual(2);
    expect(played.lines()).toHaveLength(status.recorded);
  });

  it('ends when interrupted, and keeps what it has', async () => {
    const folder = aFolder();
    const { terminal, texts } = aTerminal();
    const interrupted = new AbortController();

    const recording = runRecord({ out: folder, market: 'simulated' }, { terminal, signal: interrupted.signal });
    interrupted.abort();

    expect(await recording).toBe(0);
    expect(texts.out).toMatch(/^recorded 1 ticks, [\d.]+ kB in 1 file: /);
  });

  it('refuses a market that is none, and a folder that cannot be', async () => {
    const { terminal } = aTerminal();
    const { signal } = new AbortController();
    const file = join(aFolder(), 'file');
    writeFileSync(file, '');

    await expect(runRecord({ out: aFolder(), market: 'imagined' }, { terminal, signal })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('MARKET must be simulated'),
    });
    await expect(runRecord({ out: file, market: 'simulated' }, { terminal, signal })).rejects.toThrow(
      `--out ${file} cannot be made`,
    );
  });
});

describe('otc market play', () => {
  it('prints the very snapshots that were recorded, as JSON lines', async () => {
    const { folder } = await recorded(ticks, { waitingMax: 50 });
    const { terminal, lines } = aTerminal();

    expect(await runPlay(folder, { speed: Infinity, json: true }, terminal)).toBe(0);

    const printed = lines().map((line) => JSON.parse(line) as { snapshotId?: string; snapshot?: object; gap?: object });
    expect(printed.slice(0, -1).map(({ snapshotId }) => snapshotId)).toEqual(idsOf(ticks.slice(0, 50)));
    expect(printed[7]?.snapshot).toEqual(ticks[7]?.snapshot);
    expect(printed.at(-1)).toEqual({ gap: { dropped: 10, from: START + 12_500, until: START + 14_750 } });
  });

  it('prints a line a tick, between the times', async () => {
    const { folder } = await recorded(ticks);
    const { terminal, lines } = aTerminal();

    await runPlay(folder, { speed: 100, from: START + 600, to: START + 1_100 }, terminal);

    expect(lines().map((line) => line.slice(0, 23))).toEqual([
      '2026-11-22 10:00:00.500',
      '2026-11-22 10:00:00.750',
      '2026-11-22 10:00:01.000',
    ]);
    expect(lines()[0]).toMatch(
      /BTC-USD \d{2,3},\d{3}\.\d\d {2}ETH-USD 3,\d{3}\.\d\d {2}simulated {2}snap_[0-9a-f]{40}$/,
    );
  });

  it('keeps the pace: a second of it at twice the speed takes half a second', async () => {
    const { folder } = await recorded(ticks);
    const { terminal } = aTerminal();
    const began = performance.now();

    await runPlay(folder, { speed: 2, to: START + 1_000 }, terminal);

    expect(performance.now() - began).toBeGreaterThan(480);
  });

  it('refuses a folder without a recording, times the wrong way round, and times with nothing between', async () => {
    const empty = aFolder();
    const { folder } = await recorded(ticks.slice(0, 1));
    const { terminal } = aTerminal();

    await expect(runPlay(empty, {}, terminal)).rejects.toMatchObject({
      exitCode: 2,
      message: `${empty} holds no file of a recording`,
    });
    await expect(runPlay(join(empty, 'gone'), {}, terminal)).rejects.toMatchObject({ exitCode: 2 });
    await expect(runPlay(folder, { from: START, to: START - 1 }, terminal)).rejects.toMatchObject({
      exitCode: 2,
      message: '--to must not be before --from 2026-11-22T10:00:00.000Z, was 2026-11-22T09:59:59.999Z',
    });
    await expect(runPlay(folder, { to: START - 1 }, terminal)).rejects.toMatchObject({
      exitCode: 1,
      message: 'nothing was recorded between these times',
    });
  });
});

describe('otc market inspect', () => {
  it('tells what the files hold', async () => {
    const { folder } = await recorded(ticks, { fileSpanMs: 10_000 });
    const { terminal, texts, lines } = aTerminal();

    expect(await runInspect(folder, { json: true }, terminal)).toBe(0);
    const report = JSON.parse(lines()[0] ?? '') as { files: object[] };
    texts.out = '';
    expect(await runInspect(folder, { json: false }, terminal)).toBe(0);

    expect(report).toMatchObject({
      from: '2026-11-22T10:00:00.000Z',
      until: '2026-11-22T10:00:14.750Z',
      ticks: 60,
      gaps: 0,
      dropped: 0,
      venues: ['simulated'],
      faults: 0,
      files: [{ ticks: 40 }, { ticks: 20 }],
    });
    expect(lines().at(-1)).toMatch(/^60 ticks in 2 files, [\d.]+ kB, 0 gaps with 0 dropped$/);
    expect(texts.out.match(/whole/g)).toHaveLength(2);
  });

  it('finds a file that was cut, and one that was altered', async () => {
    const cut = await recorded(ticks);
    truncateSync(fileIn(cut.folder), 3_000);
    const altered = await recorded(ticks);
    const text = gunzipSync(readFileSync(fileIn(altered.folder))).toString();
    writeFileSync(fileIn(altered.folder), gzipSync(text.replace('"spot":', '"Spot":')));

    for (const [folder, reason] of [
      [cut.folder, 'the file has no end'],
      [altered.folder, 'must hash to its seal'],
    ] as const) {
      const { terminal, texts } = aTerminal();
      expect(await runInspect(folder, { json: false }, terminal)).toBe(1);
      expect(texts.out).toContain(reason);
    }
  });
});

describe('the options of the market commands', () => {
  it.each(['0', '-1', 'fast', '1e3', ''])('refuse %j as a number', (text) => {
    expect(() => positiveNumber(text)).toThrow('It must be a number > 0.');
  });

  it.each(['2026-11-22', '2026-11-22T10:00:00', 'now', '2026-13-01T00:00:00Z'])('refuse %j as an instant', (text) => {
    expect(() => instantOption(text)).toThrow('It must be an instant such as 2026-11-22T08:00:00Z.');
  });

  it('take an instant with and without seconds', () => {
    expect([instantOption('2026-11-22T10:00Z'), instantOption('2026-11-22T10:00:00.000Z')]).toEqual([START, START]);
  });
});
