/** Cuts canonical JSON at its punctuation: values and keys at even places, punctuation between them. Joined, they are the text. */
export function cutText(text: string): string[] {
  return text.split(/([,:{}[\]]+)/);
}

/**
 * `pieces` with its changes applied: pairs of a step from the place before (from 0) and the value there.
 *
 * @throws Error for a step that leads nowhere.
 */
export function withChanges(pieces: readonly string[], changes: readonly unknown[]): string[] {
  const changed = [...pieces];
  let place = 0;
  for (let at = 0; at < changes.length; at += 2) {
    place += Number(changes[at]);
    if (changed[place] === undefined)
      throw new Error(`a change must be of a place up to ${pieces.length - 1}, was ${place}`);
    changed[place] = JSON.stringify(changes[at + 1]);
  }
  return changed;
}
