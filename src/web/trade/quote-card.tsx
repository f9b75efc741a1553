import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { QuoteView } from '../../contracts/quote.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { type LinkState, linkStore, serverTime } from '../live/link.ts';
import { canAccept, type Remaining, remaining } from '../ui/countdown.ts';
import { legsName, settlementName } from '../ui/describe.ts';
import { grouped, percent, shortened, utc } from '../ui/format.ts';
import { Figure, Panel, Refusal, StateBadge } from '../ui/states.tsx';
import { useStore } from '../ui/store.ts';
import { useKeys } from '../ui/use-keys.ts';
import { useServerNow } from '../ui/use-now.ts';
import { accept, cancel, pass, requestAgain } from './followed-requests.ts';
import { QuoteLegs } from './quote-legs.tsx';
import { type Followed, isOver, priceFor } from './request-model.ts';
import { confirmedStore, goToWarnings, WarningsToConfirm } from './warnings.tsx';
import { isConfirmed } from './warnings-model.ts';

export function QuoteCard({ followed }: { readonly followed: Followed }) {
  const { request, state, quote, trade, rejection, note } = followed;
  const [first] = request.legs;
  const badge = state === 'sending' ? null : <StateBadge state={state} />;
  useKeys([['r', () => void requestAgain(followed)]]);
  return (
    <Panel title="Quote" right={<div aria-live="polite">{badge}</div>}>
      <Stack gap="sm">
        <div>
          <Text fw={600}>{legsName(request.legs)}</Text>
          <Text size="xs" c="dimmed">
            {grouped(request.quantity)} units · {request.side} · premium in {request.premiumCurrency}
            {first === undefined ? '' : ` · ${settlementName(first.instrument)}`}
          </Text>
        </div>
        {quote !== null && <Prices followed={followed} quote={quote} />}
        {quote === null && trade === null && <Progress followed={followed} />}
        {trade !== null && (
          <Text size="sm" data-testid="booked">
            You {trade.side === 'buy' ? 'bought' : 'sold'} {grouped(trade.quantity)} at {grouped(trade.price)}{' '}
            {trade.premiumCurrency}; premium {grouped(trade.premium)}. Trade{' '}
            <Link href={`/trades?trade=${trade.tradeId}`}>{trade.tradeId}</Link>
          </Text>
        )}
        {rejection !== null && <Refusal rejection={rejection} />}
        {note !== null && (
          <Text size="sm" c="dimmed" role="status" data-testid="note">
            {note}
          </Text>
        )}
        <Group gap="xs">
          <Button variant="default" onClick={() => void requestAgain(followed)}>
            Ask again (r)
          </Button>
          {!isOver(followed) && quote === null && followed.rfqId !== null && (
            <Button variant="default" onClick={() => void cancel(followed)}>
              Cancel the request
            </Button>
          )}
        </Group>
      </Stack>
    </Panel>
  );
}

const LINK_WORDS = {
  connecting: 'Connecting',
  connected: 'Connected',
  reconnecting: 'Disconnected, and connecting again',
  resuming: 'Connected again, and resuming: fetching what was missed',
  refused: 'Not connected',
} as const satisfies Record<LinkState, string>;

const PROGRESS: Readonly<Partial<Record<Followed['state'], string>>> = {
  sending: 'Asking …',
  received: 'The service has it; a quote comes within moments.',
  queued: 'A person prices this one: it is in the queue of the desk.',
  pickedUp: 'A trader is looking at it.',
  onHold: 'The desk has put it on hold for a moment.',
  expired: 'Its time has run out: nothing was traded. Ask again for a price of now.',
  withdrawn: 'The desk has taken it back: nothing was traded. Ask again for a price of now.',
  revoked: 'It was revoked, by an approval, a limit or the market: nothing was traded.',
};

function Progress({ followed: { state } }: { readonly followed: Followed }) {
  return (
    <Text size="sm" role="status">
      {PROGRESS[state] ?? ''}
    </Text>
  );
}

/** Bid and offer as buttons; what a click trades is on the button, digit by digit. */
function Prices({ followed, quote }: { readonly followed: Followed; readonly quote: QuoteView }) {
  const now = useServerNow(50);
  const left = remaining(quote, now);
  const link = useStore(linkStore);
  const acknowledged = isConfirmed(quote.warnings, useStore(confirmedStore));
  const [sent, setSent] = useState(false);
  const isLive = followed.state === 'quoted' && link.state === 'connected';
  const ready = isLive && canAccept(left) && !sent;
  const take = async (side: 'buy' | 'sell') => {
    // Looked at again at the click: the screen may be a frame behind.
    const isCut = followed.state === 'quoted' && link.state !== 'connected' && !sent;
    if (!isCut && (!ready || priceFor(quote, side) === null || !canAccept(remaining(quote, serverTime.now())))) return;
    if (isCut) return void accept(followed, { side, acknowledged });
    setSent(true);
    const refused = await accept(followed, { side, acknowledged });
    if (refused !== null) setSent(false);
  };
  const press = (side: 'buy' | 'sell') => (ready && !acknowledged ? goToWarnings('quote') : void take(side));
  useKeys([
    ['b', () => press('buy')],
    ['s', () => press('sell')],
    ['p', () => void pass(followed)],
    ['c', () => void cancel(followed)],
  ]);
  return (
    <Stack gap="sm">
      {followed.state === 'quoted' && <Countdown left={left} quote={quote} superseded={followed.superseded} />}
      <div className="two-way">
        <SideButton {...{ quote, ready, acknowledged }} side="sell" onTake={() => press('sell')} />
        <SideButton {...{ quote, ready, acknowledged }} side="buy" onTake={() => press('buy')} />
      </div>
      {followed.state === 'quoted' && <WarningsToConfirm warnings={quote.warnings} place="quote" />}
      {followed.state === 'quoted' && (
        <Group gap="xs">
          <Button variant="default" onClick={() => void pass(followed)}>
            Pass (p)
          </Button>
          {link.state !== 'connected' && (
            <Text size="xs" c="var(--otc-warn)" role="alert">
              {LINK_WORDS[link.state]}: nothing can be accepted until it is back.
            </Text>
          )}
        </Group>
      )}
      <QuoteLegs legs={followed.request.legs} quote={quote} />
      <Text size="xs" c="dimmed">
        The firm deals as {quote.capacity}. {quote.markUpDisclosure ?? ''}
      </Text>
      <Reference quote={quote} />
    </Stack>
  );
}

function Countdown({
  left,
  quote,
  superseded,
}: {
  readonly left: Remaining;
  readonly quote: QuoteView;
  readonly superseded: number | null;
}) {
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed">
          Firm until {utc(quote.validUntil, { date: false, ms: true })} · version {quote.version}
          {superseded === null
            ? ''
            : `, which replaced ${superseded}${quote.reason === undefined ? '' : ` (${quote.reason})`}`}
        </Text>
        <span className="countdown" data-urgency={left.urgency} data-testid="countdown">
          {left.urgency === 'over' ? 'ended' : left.text}
        </span>
      </Group>
      <progress
        className="countdown-bar"
        data-urgency={left.urgency}
        max={1}
        value={left.share}
        aria-label="Time left"
      />
    </div>
  );
}

function SideButton({
  quote,
  side,
  ready,
  acknowledged,
  onTake,
}: {
  readonly quote: QuoteView;
  readonly side: 'buy' | 'sell';
  readonly ready: boolean;
  /** Otherwise the button leads to the warnings. */
  readonly acknowledged: boolean;
  readonly onTake: () => void;
}) {
  const price = priceFor(quote, side);
  const volatility =
    quote.legs.length === 1 ? quote.legs[0]?.[side === 'buy' ? 'impliedVolOffer' : 'impliedVolBid'] : null;
  return (
    <button
      type="button"
      className={`side ${side === 'buy' ? 'side-offer' : 'side-bid'}`}
      disabled={!ready || price === null}
      onClick={onTake}
      data-testid={`accept-${side}`}
    >
      <span className="side-note">{side === 'buy' ? 'Offer: you buy (b)' : 'Bid: you sell (s)'}</span>
      <span className="side-price">{grouped(price)}</span>
      <span className="side-note">
        {quote.premiumCurrency} a unit · {grouped(quote.quantity)} units
        {volatility === null || volatility === undefined ? '' : ` · ${percent(volatility)} volatility`}
      </span>
      {!acknowledged && ready && price !== null && <span className="side-note">Confirm the warnings first</span>}
    </button>
  );
}

function Reference({ quote: { reference } }: { readonly quote: QuoteView }) {
  return (
    <div>
      <Group gap="xs" mb={6}>
        <Text size="xs" c="dimmed">
          Reference of {utc(reference.asOf, { date: false, ms: true })}
        </Text>
        <SourceBadge source={reference.source} />
      </Group>
      <div className="figures">
        <Figure label="Spot" value={shortened(reference.spot, 10)} title={reference.spot} />
        <Figure label="Forward" value={shortened(reference.forward, 8)} title={reference.forward} />
        <Figure label="Volatility" value={percent(reference.impliedVol)} title={reference.impliedVol ?? undefined} />
        <Figure label="Delta" value={shortened(reference.delta)} title={reference.delta} />
        <Figure label="Gamma" value={shortened(reference.gamma)} title={reference.gamma} />
        <Figure label="Vega, per 1.00" value={shortened(reference.vega)} title={reference.vega} />
        <Figure label="Theta, a day" value={shortened(reference.theta)} title={reference.theta} />
      </div>
    </div>
  );
}
