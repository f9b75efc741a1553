import { Title, VisuallyHidden } from '@mantine/core';
import { Empty, Panel, Refusal } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { followedStore, takeUp, untakenStore, useFollowing } from './followed-requests.ts';
import { QuoteCard } from './quote-card.tsx';
import { RecentList } from './recent-list.tsx';
import { TicketPanel } from './ticket-panel.tsx';

export function TradePage() {
  useFollowing();
  const followed = useStore(followedStore);
  const untaken = useStore(untakenStore);
  const [current] = followed;
  return (
    <div className="columns trade-columns">
      <VisuallyHidden>
        <Title order={1}>Trade</Title>
      </VisuallyHidden>
      <TicketPanel />
      <div className="stack">
        {untaken !== null && (
          <Refusal
            rejection={untaken}
            lead="Whether a request of yours is still open cannot be read."
            onRetry={() => void takeUp()}
          />
        )}
        {current === undefined ? (
          <Panel title="Quote">
            <Empty>Fill in the ticket and press Enter: the quote stands here, and one key decides.</Empty>
          </Panel>
        ) : (
          <QuoteCard key={current.clientRfqId} followed={current} />
        )}
        <RecentList followed={followed} />
      </div>
    </div>
  );
}
