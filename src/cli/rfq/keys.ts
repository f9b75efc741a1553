export type Key = 'b' | 's' | 'y' | 'p' | 'q' | 'r' | 'interrupt';

const KEYS: ReadonlySet<string> = new Set(['b', 's', 'y', 'p', 'q', 'r']);
const CTRL_C = '\u0003';

/**
 * What one chunk of typed input means. Only a single character counts: an arrow key arrives as `ESC [ B`, and a paste
 * as many characters, and neither may buy anything.
 */
export function keyOf(chunk: string): Key | null {
  if (chunk.includes(CTRL_C)) return 'interrupt';
  const key = chunk.toLowerCase();
  return KEYS.has(key) ? (key as Key) : null;
}

/** Listens to single key presses on a terminal; returns the way to stop, which gives the terminal back as it was. */
export function listenToKeys(input: NodeJS.ReadStream, onKey: (key: Key) => void): () => void {
  const onData = (chunk: Buffer) => {
    const key = keyOf(chunk.toString('utf8'));
    if (key !== null) onKey(key);
  };
  input.setRawMode(true);
  input.resume();
  input.on('data', onData);
  return () => {
    input.off('data', onData);
    input.setRawMode(false);
    input.pause();
  };
}
