import { existsSync } from 'node:fs';
import { MODEL_VERSION } from '../../../pricing/index.ts';
import { rebuildQuote } from '../../quoting/index.ts';

export type RebuildQuote = typeof rebuildQuote;

/** What prices are computed by, by version: the sources as they are, and every version before, frozen. */
export interface Models {
  /** Null for a version that nobody has kept. */
  find(version: string): Promise<RebuildQuote | null>;
}

const FROZEN = new URL('../../../pricing/frozen/', import.meta.url);
/** A name, never a path. */
const VERSION = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** @param folder where the frozen versions are: `<version>.js`, each exporting `rebuildQuote`. */
export function openModels(folder: URL = FROZEN): Models {
  const loaded = new Map<string, Promise<RebuildQuote | null>>();
  const load = async (version: string): Promise<RebuildQuote | null> => {
    const file = new URL(`${version}.js`, folder);
    if (!VERSION.test(version) || !existsSync(file)) return null;
    const frozen = (await import(file.href)) as { MODEL_VERSION: string; rebuildQuote: RebuildQuote };
    if (frozen.MODEL_VERSION === version) return frozen.rebuildQuote;
    throw new Error(`the frozen model ${version} says that it is ${frozen.MODEL_VERSION}`);
  };
  return {
    async find(version) {
      if (version === MODEL_VERSION) return rebuildQuote;
      const found = loaded.get(version) ?? load(version);
      loaded.set(version, found);
      return found;
    },
  };
}
