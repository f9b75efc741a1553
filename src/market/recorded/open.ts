import { existsSync, readdirSync } from 'node:fs';
import type { SeekableMarketFeed } from '../port.ts';
import { type RecordedMarketOptions, recordedMarket } from './feed.ts';
import { ownRecordedMarket } from './own-feed.ts';

/** The recording in the folder, whichever kind it is; not started yet. */
export function openRecording(options: RecordedMarketOptions): SeekableMarketFeed {
  return isOwnRecording(options.folder) ? ownRecordedMarket(options) : recordedMarket(options);
}

/** The recorder makes a folder for each day; other recordings have folders by kind of data. */
function isOwnRecording(folder: string): boolean {
  return existsSync(folder) && readdirSync(folder).some((name) => /^\d{4}-\d\d-\d\d$/.test(name));
}
