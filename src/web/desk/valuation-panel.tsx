import { Group, Table, Text } from '@mantine/core';
import { z } from 'zod';
import type { DeskValuation } from '../../contracts/desk.ts';
import { SourceBadge } from '../app/source-mark.tsx';
import { grouped, percent, shortened, utc } from '../ui/format.ts';
import { Figure } from '../ui/states.tsx';

const Parts = z.record(z.string(), z.string());
const Passport = z.looseObject({ bid: Parts.nullish(), offer: Parts.nullish() });

const WORDS: Readonly<Record<string, string>> = {
  modelValue: 'Model value',
  volatilitySpread: 'Volatility spread',
  hedgeSpread: 'Hedge',
  creditCharge: 'Credit',
  salesMargin: 'Sales margin',
  adjustment: 'Adjustment',
  rounding: 'Rounding',
  price: 'Price',
};
const LAST = ['rounding', 'price'];

/** What the price would be now: anew on every market. */
export function ValuationPanel({ valuation }: { readonly valuation: DeskValuation }) {
  const { price, fault, at } = valuation;
  if (price === null) {
    return (
      <Text size="sm" c="var(--otc-warn)" role="alert">
        No value now: {fault ?? 'the model gives none'}
      </Text>
    );
  }
  const { reference } = price;
  return (
    <div className="stack" data-testid="valuation">
      <Group gap="xs">
        <Text size="xs" c="dimmed">
          Model value of {utc(at, { date: false, ms: true })}
        </Text>
        <SourceBadge source={reference.source} />
      </Group>
      <div className="figures">
        <Figure label="Mid" value={shortened(price.mid, 8)} title={price.mid} />
        <Figure label="Policy bid" value={grouped(price.bid)} />
        <Figure label="Policy offer" value={grouped(price.offer)} />
        <Figure label="Tolerance ±" value={shortened(price.tolerance, 6)} title={price.tolerance} />
        <Figure label="Spot" value={shortened(reference.spot, 10)} title={reference.spot} />
        <Figure label="Forward" value={shortened(reference.forward, 8)} title={reference.forward} />
        <Figure label="Volatility" value={percent(reference.impliedVol)} />
        <Figure label="Delta" value={shortened(reference.delta)} title={reference.delta} />
        <Figure label="Gamma" value={shortened(reference.gamma)} title={reference.gamma} />
        <Figure label="Vega, all, USD" value={shortened(price.vegaUsd)} title={price.vegaUsd} />
        <Figure label="Notional, USD" value={grouped(price.notionalUsd)} />
      </div>
      <PassportTable passport={price.passport} />
    </div>
  );
}

/** The parts of a price; they add up to it exactly. */
function PassportTable({ passport }: { readonly passport: unknown }) {
  const read = Passport.safeParse(passport);
  if (!read.success) return null;
  const { bid, offer } = read.data;
  const named = [...new Set([...Object.keys(bid ?? {}), ...Object.keys(offer ?? {})])];
  const parts = [...named.filter((part) => !LAST.includes(part)), ...LAST.filter((part) => named.includes(part))];
  parts.sort((left, right) => Number(right === 'modelValue') - Number(left === 'modelValue'));
  return (
    <Table aria-label="Price passport">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Price passport</Table.Th>
          <Table.Th ta="right">Bid</Table.Th>
          <Table.Th ta="right">Offer</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {parts.map((part) => (
          <Table.Tr key={part} fw={part === 'price' ? 700 : undefined}>
            <Table.Td>{WORDS[part] ?? part}</Table.Td>
            <Table.Td className="num" title={bid?.[part]}>
              {shortened(bid?.[part], 8)}
            </Table.Td>
            <Table.Td className="num" title={offer?.[part]}>
              {shortened(offer?.[part], 8)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
