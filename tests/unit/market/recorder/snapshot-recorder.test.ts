import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { IdentifiedSnapshot } from '../../../../src/market/snapshot-id.ts';
import { identify } from '../../../../src/market/snapshot-id.ts';
import { handTimer } from '../hand-driven.ts';
import {
  aFolder,
  aRecorder,
  entriesIn,
  idsOf,
  recorded,
  removeFolders,
  START,
  simulatedTicks,
  ticksIn,
} from './recording.ts';

afterAll(removeFolders);

let ticks: IdentifiedSnapshot[];
beforeAll(async () => {
  ticks = await simulatedTicks(120);
});

const fileOf = ({ folder, finished }: Awaited<ReturnType<typeof recorded>>, at = 0) =>
  join(folder, finished[at]?.path ?? 'no such file');

describe('a recording of snapshots', () => {
  it('reads back to the same snapshots, bit for bit, as often as it is read', async () => {
    const { folder } = await recorded(ticks);

    const [once, again] = [await ticksIn(folder), await ticksIn(folder)];

    expect(once.map(({ snapshot }) => snapshot)).toEqual(ticks.map(({ snapshot }) => snapshot));
    expect(idsOf(once)).toEqual(idsOf(ticks));
    expect(idsOf(again)).toEqual(idsOf(ticks));
    expect(once.map(({ parts }) => parts.map(({ id }) => id))).toEqual(
      ticks.map(({ parts }) => parts.map(({ id }) => id)),
    );
  });

  it('keeps conditions and the recording time of each snapshot', async () => {
    const condition = {
      code: 'VENUE_DIVERGENCE',
      rule: 'TR-05',
      scope: { underlying: 'BTC-USD' },
      message: 'two venues',
    } as const;
    const given = ticks
      .slice(0, 4)
      .map(({ snapshot }, at) =>
        identify(snapshot, { conditions: at % 3 === 0 ? [] : [condition], recordedAt: at < 2 ? null : 17 + at }),
      );

    const { folder } = await recorded(given);

    const read = await ticksIn(folder);
    expect(read.map(({ conditions, recordedAt }) => ({ conditions, recordedAt }))).toEqual(
      given.map(({ conditions, recordedAt }) => ({ conditions, recordedAt })),
    );
  });

  it('is in files of a span of time and of a day, each readable alone, with what it holds', async () => {
    const midnight = Date.parse('2026-11-23T00:00:00.000Z');
    const late = await simulatedTicks(40, midnight - 7_000);

    const { folder, finished } = await recorded(late, { fileSpanMs: 5_000 });

    expect(finished.map(({ path }) => path.slice(0, 31))).toEqual([
      '2026-11-22/235953.000-composite',
      '2026-11-22/235958.000-composite',
      '2026-11-23/000000.000-composite',
    ]);
    expect(finished.map((segment) => segment.ticks)).toEqual([20, 8, 12]);
    expect(finished.map(({ until }) => until)).toEqual([midnight - 2_250, midnight - 250, midnight + 2_750]);
    rmSync(join(folder, finished[0]?.path ?? ''));
    expect(idsOf(await ticksIn(folder))).toEqual(idsOf(late.slice(20)));
  });

  it('is in files of a size', async () => {
    const { recorder, folder, finished } = aRecorder({ fileBytesMax: 1 });

    for (const tick of ticks.slice(0, 3)) {
      recorder.offer(tick);
      await until(() => recorder.status().recorded === ticks.indexOf(tick) + 1);
      await flushed(folder);
    }
    await recorder.stop();

    expect(finished.map((segment) => segment.ticks)).toEqual([1, 1, 1]);
    expect(idsOf(await ticksIn(folder))).toEqual(idsOf(ticks.slice(0, 3)));
  });

  it('has lines that explain themselves', async () => {
    const made = await recorded(ticks.slice(0, 2));

    const lines = gunzipSync(readFileSync(fileOf(made)))
      .toString()
      .trimEnd()
      .split('\n');

    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      otcrec: 1,
      kind: 'composite',
      from: '2026-11-22T10:00:00.000Z',
    });
    expect(lines.slice(1).map((line) => Object.keys(JSON.parse(line) as object)[0])).toEqual([
      'part',
      'part',
      'part',
      'tick',
      'changes',
      'end',
    ]);
    expect(JSON.parse(lines.at(-1) ?? '')).toEqual({
      end: { ticks: 2, dropped: 0, until: START + 250, seal: sealOf(idsOf(ticks.slice(0, 2))) },
    });
  });
});

describe('seeking in a recording', () => {
  it.each([
    { from: START - 1, until: START + 500, ticks: [0, 1, 2] },
    { from: START + 600, until: START + 1_000, ticks: [2, 3, 4] },
    { from: START + 20_000, until: START + 20_249, ticks: [80] },
    { from: START + 10_000_000, until: undefined, ticks: [119] },
    { from: undefined, until: START - 1, ticks: [] },
    { from: START + 600, until: START + 700, ticks: [2] },
  ])(
    'from $from gives the market as it stood then, and what follows until $until',
    async ({ from, until, ticks: at }) => {
      const { folder } = await recorded(ticks, { fileSpanMs: 5_000 });

      expect(idsOf(await ticksIn(folder, { from, until }))).toEqual(at.map((index) => ticks[index]?.id));
    },
  );
});

describe('a file that its writer did not finish', () => {
  it('is read up to where it was flushed', async () => {
    const timer = handTimer();
    const { recorder, folder } = aRecorder({ every: timer.every });
    for (const tick of ticks) recorder.offer(tick);
    await until(() => recorder.status().recorded === ticks.length);
    const copy = aFolder();
    const [path = ''] = filesIn(folder);
    mkdirSync(join(copy, '2026-11-22'));
    let entries: Awaited<ReturnType<typeof entriesIn>> = [];
    const deadline = performance.now() + 10_000;

    timer.fire();
    while (entries.length <= ticks.length && performance.now() < deadline) {
      writeFileSync(join(copy, path), readFileSync(join(folder, path)));
      entries = await entriesIn(copy);
    }

    await recorder.stop();
    const read = entries.flatMap((entry) => (entry.kind === 'tick' ? [entry.tick] : []));
    expect(idsOf(read)).toEqual(idsOf(ticks));
    expect(entries.at(-1)).toEqual({ kind: 'torn', path, reason: 'the file has no end' });
  });

  it('is read up to the tear, wherever it is', async () => {
    const made = await recorded(ticks);
    const size = readFileSync(fileOf(made)).length;
    const counts: number[] = [];

    for (const share of [0.99, 0.7, 0.4, 0.1, 0.01, 0]) {
      truncateSync(fileOf(made), Math.floor(size * share));
      const entries = await entriesIn(made.folder);
      const read = entries.flatMap((entry) => (entry.kind === 'tick' ? [entry.tick] : []));
      expect(idsOf(read)).toEqual(idsOf(ticks.slice(0, read.length)));
      expect(entries.at(-1)?.kind).toBe('torn');
      counts.push(read.length);
    }
    expect(counts[0]).toBeGreaterThan(100);
    expect(counts.toSorted((a, b) => b - a)).toEqual(counts);
  });

  it('is told from one whose content was altered', async () => {
    const made = await recorded(ticks);
    const lines = gunzipSync(readFileSync(fileOf(made))).toString();
    const changed = lines.replace(
      /"changes":\[(\d+),(\d+)/,
      (_all, step, at) => `"changes":[${step},${Number(at) + 1}`,
    );
    writeFileSync(fileOf(made), gzipSync(changed));

    const entries = await entriesIn(made.folder);

    expect(changed).not.toBe(lines);
    expect(entries.at(-1)).toMatchObject({ kind: 'torn', reason: expect.stringContaining('must hash to its seal') });
  });

  it('does not hide the files after it', async () => {
    const made = await recorded(ticks, { fileSpanMs: 10_000 });
    truncateSync(fileOf(made), 200);

    const read = await ticksIn(made.folder);

    expect(idsOf(read).slice(-80)).toEqual(idsOf(ticks.slice(40)));
  });
});

describe('a recorder that cannot keep up', () => {
  it('drops what does not fit, counts it, and marks the gap in the file', async () => {
    const { recorder, folder, finished } = aRecorder({ waitingMax: 3 });
    for (const tick of ticks.slice(0, 10)) recorder.offer(tick); // in one turn: nothing is written meanwhile
    await until(() => recorder.status().recorded === 3);
    recorder.offer(ticks[10] as IdentifiedSnapshot);
    await recorder.stop();

    expect(recorder.status()).toMatchObject({ recorded: 4, dropped: 7, fault: null });
    expect(finished).toMatchObject([{ ticks: 4, dropped: 7 }]);
    const entries = await entriesIn(folder);
    expect(entries.map(({ kind }) => kind)).toEqual(['tick', 'tick', 'tick', 'gap', 'tick']);
    expect(entries[3]).toEqual({ kind: 'gap', gap: { dropped: 7, from: START + 750, until: START + 2_250 } });
  });

  it('marks a gap at the end, too', async () => {
    const { folder } = await recorded(ticks.slice(0, 5), { waitingMax: 3 });

    expect((await entriesIn(folder)).map(({ kind }) => kind)).toEqual(['tick', 'tick', 'tick', 'gap']);
  });

  it('drops what is earlier than what it has: a recording is in order of time', async () => {
    const [first, second, third] = ticks as [IdentifiedSnapshot, IdentifiedSnapshot, IdentifiedSnapshot];
    const { folder, finished } = await recorded([first, third, second]);

    expect(idsOf(await ticksIn(folder))).toEqual(idsOf([first, third]));
    expect(finished).toMatchObject([{ ticks: 2, dropped: 1 }]);
  });

  it('goes on when the disk does, having reported the fault once and counted what it lost', async () => {
    const folder = aFolder();
    const blocked = join(folder, '2026-11-22');
    writeFileSync(blocked, 'in the way');
    const reports: unknown[] = [];
    const { recorder } = aRecorder({ folder, reportError: (error) => reports.push(error) });
    for (const tick of ticks.slice(0, 40)) recorder.offer(tick);
    await until(() => recorder.status().dropped === 40);
    const { fault } = recorder.status();
    rmSync(blocked);
    for (const tick of ticks.slice(40)) recorder.offer(tick);
    await recorder.stop();

    const entries = await entriesIn(folder);
    const read = entries.flatMap((entry) => (entry.kind === 'tick' ? [entry.tick] : []));
    expect(fault).toContain('EEXIST');
    expect(reports).toHaveLength(1);
    expect(read.length).toBeGreaterThan(50);
    expect(idsOf(read)).toEqual(idsOf(ticks.slice(ticks.length - read.length)));
    const lost = entries.flatMap((entry) => (entry.kind === 'gap' ? [entry.gap.dropped] : []));
    expect(lost.reduce((sum, count) => sum + count, 0)).toBe(ticks.length - read.length);
    expect(recorder.status()).toMatchObject({ fault: null, dropped: ticks.length - read.length });
  });

  it('takes nothing after its stop', async () => {
    const { recorder, folder } = aRecorder();
    recorder.offer(ticks[0] as IdentifiedSnapshot);
    await recorder.stop();

    recorder.offer(ticks[1] as IdentifiedSnapshot);

    expect(idsOf(await ticksIn(folder))).toEqual(idsOf(ticks.slice(0, 1)));
    expect(recorder.status().recorded).toBe(1);
  });
});

const sealOf = (ids: readonly string[]) => createHash('sha256').update(ids.join('')).digest('hex');

async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error('what was waited for did not come within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map(String)
    .filter((name) => name.endsWith('.gz'))
    .sort();
}

/** Until the newest file has content on the disk. */
async function flushed(folder: string): Promise<void> {
  await until(() => readFileSync(join(folder, filesIn(folder).at(-1) ?? '')).length > 0);
}
