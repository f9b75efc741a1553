import { Badge, Tooltip } from '@mantine/core';
import { sourceStore } from '../live/link.ts';
import { useStore } from '../ui/store.ts';

const WORDS = {
  simulated: 'prices are made up by the service; nothing here is a real market.',
  recorded: 'prices are those of a market of the past, played again.',
} as const;

/** Above every page whose prices are not those of a real market now. */
export function SourceBanner() {
  const source = useStore(sourceStore);
  if (source === null || source === 'live') return null;
  return (
    <div className="source-banner" role="note">
      <strong>{source.toUpperCase()}</strong> {WORDS[source]}
    </div>
  );
}

/** Beside every price, so that a picture of a part of the screen still says it. */
export function SourceBadge({ source }: { readonly source: 'live' | 'recorded' | 'simulated' }) {
  if (source === 'live') return <Badge color="cyan">live market</Badge>;
  return (
    <Tooltip label={`${source}: ${WORDS[source]}`}>
      <Badge color="orange" variant="filled" className="source-badge">
        {source}
      </Badge>
    </Tooltip>
  );
}
