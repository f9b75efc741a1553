import { makeFrameRecorder } from '../../../../src/market/recorder/market-recorders.ts';
import { type RecordedEntry, readSegment } from '../../../../src/market/recorder/read-recording.ts';
import { listSegments } from '../../../../src/market/recorder/recording-folder.ts';
import { uuidIds } from '../../../../src/platform/ids.ts';
import { failOnReport, handTimer } from '../hand-driven.ts';
import { aFolder, removeFolders, START } from './recording.ts';

afterAll(removeFolders);

const aFrame = (at: number, text: string) => ({
  venue: 'coinbase',
  connectionId: 'conn_1',
  receivedAt: START + at,
  text,
});

async function recordedFrames(frames: readonly ReturnType<typeof aFrame>[], waitingMax?: number) {
  const folder = aFolder();
  const recorder = makeFrameRecorder({
    folder,
    ids: uuidIds,
    reportError: failOnReport,
    onFinished: () => undefined,
    every: handTimer().every,
    ...(waitingMax === undefined ? {} : { waitingMax }),
  });
  for (const frame of frames) recorder.offer(frame);
  await recorder.stop();
  const entries: RecordedEntry[] = [];
  for (const segment of await listSegments(folder)) {
    for await (const entry of readSegment(segment)) entries.push(entry);
  }
  return { entries, status: recorder.status() };
}

describe('a recording of raw frames', () => {
  it('reads back to the frames as the venue sent them', async () => {
    const frames = [aFrame(0, '{"a":1}'), aFrame(0, 'line\nbreak "quoted" \u2028 é 🙂'), aFrame(7, '')];

    const { entries } = await recordedFrames(frames);

    expect(entries.slice(0, -1)).toEqual(frames.map((frame) => ({ kind: 'frame', frame })));
    expect(entries.at(-1)).toMatchObject({ kind: 'end', end: { ticks: 3, dropped: 0, until: START + 7 } });
  });

  it('is bounded by the characters that wait', async () => {
    const frames = [aFrame(0, 'x'.repeat(60)), aFrame(1, 'y'.repeat(60)), aFrame(2, 'z'.repeat(40))];

    const { entries, status } = await recordedFrames(frames, 100);

    expect(entries.map(({ kind }) => kind)).toEqual(['frame', 'gap', 'frame', 'end']);
    expect(status).toMatchObject({ recorded: 2, dropped: 1 });
  });
});
