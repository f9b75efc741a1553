import { Anchor, Breadcrumbs, Group, SegmentedControl, Table, Text } from '@mantine/core';
import { expiryDay } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Wide } from '../ui/states.tsx';
import { dollars } from './dollars.ts';
import { type DrillBy, type DrillHeld, useDrill } from './run-data.ts';
import { useChosen } from './use-chosen.ts';
import { useClientNames } from './use-clients.ts';

/** From the total inwards, each level held to what was chosen in the one before. */
const LEVELS = [
  { by: 'client', holds: 'accountId', label: 'Client' },
  { by: 'underlying', holds: 'underlying', label: 'Underlying' },
  { by: 'expiry', holds: 'expiry', label: 'Expiry' },
  { by: 'trade', holds: 'tradeId', label: 'Trade' },
] as const;

const COLUMNS = [
  ['Present value', (row: Row) => row.presentValue],
  ['P&L', (row: Row) => row.profitAndLoss],
  ['Delta', (row: Row) => row.greeks.delta],
  ['Gamma', (row: Row) => row.greeks.gamma],
  ['Vega', (row: Row) => row.greeks.vega],
  ['Theta', (row: Row) => row.greeks.theta],
  ['Rho', (row: Row) => row.greeks.rho],
] as const;

type Row = NonNullable<ReturnType<typeof useDrill>['data']>['rows'][number];

/** One cell, opened: total, client, underlying, expiry, trade; parts add up to the cell exactly. */
export function Drill({ runId, cell, name }: { readonly runId: string; readonly cell: number; readonly name: string }) {
  const [chosen, choose] = useChosen();
  const path = LEVELS.flatMap((level) => {
    const key = chosen(level.holds);
    return key === null ? [] : [{ ...level, key }];
  });
  const held = Object.fromEntries(path.map(({ holds, key }) => [holds, key])) as DrillHeld;
  const next = LEVELS.find(({ holds }) => chosen(holds) === null)?.by ?? 'trade';
  const by = (chosen('by') as DrillBy | null) ?? next;
  const nameOf = useKeyNames();
  const back = (depth: number) =>
    choose({ by: null, ...Object.fromEntries(LEVELS.slice(depth).map(({ holds }) => [holds, null])) });
  const level = LEVELS.find((one) => one.by === by);
  const open = (key: string) => level !== undefined && choose({ by: null, [level.holds]: key });
  return (
    <Panel
      title={`Inside: ${name}`}
      right={
        <SegmentedControl
          aria-label="By"
          data={['client', 'underlying', 'expiry', 'strike', 'trade']}
          value={by}
          onChange={(value) => choose({ by: value })}
        />
      }
    >
      <Group mb={6}>
        <Breadcrumbs separator="›">
          <Anchor component="button" type="button" size="sm" onClick={() => back(0)}>
            Total
          </Anchor>
          {path.map(({ by: of, key }, depth) => (
            <Anchor key={of} component="button" type="button" size="sm" onClick={() => back(depth + 1)}>
              {nameOf(of, key)}
            </Anchor>
          ))}
        </Breadcrumbs>
      </Group>
      <Rows
        runId={runId}
        cell={cell}
        by={by}
        held={held}
        nameOf={nameOf}
        onOpen={level === undefined || path.some((one) => one.by === by) ? null : open}
      />
    </Panel>
  );
}

function useKeyNames(): (by: DrillBy, key: string) => string {
  const names = useClientNames();
  return (by, key) => {
    if (by === 'client') return names.get(key) ?? key;
    if (by === 'expiry') return expiryDay(key);
    return by === 'strike' ? key.replace(/\s+/g, ' ') : key;
  };
}

interface RowsProps {
  readonly runId: string;
  readonly cell: number;
  readonly by: DrillBy;
  readonly held: DrillHeld;
  readonly nameOf: (by: DrillBy, key: string) => string;
  /** Null at the end of the way. */
  readonly onOpen: ((key: string) => void) | null;
}

function Rows({ runId, cell, by, held, nameOf, onOpen }: RowsProps) {
  const drill = useDrill(runId, cell, { by, held });
  if (drill.isPending) return <Loading what="the parts" />;
  if (drill.isError) return <Failure error={drill.error} onRetry={() => void drill.refetch()} />;
  const { rows, next } = drill.data;
  if (rows.length === 0) return <Empty>There is nothing in it.</Empty>;
  return (
    <Wide label={`Parts by ${by}`}>
      <Table aria-label={`Parts by ${by}`} data-testid="drill">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{by}</Table.Th>
            <Table.Th ta="right">Legs</Table.Th>
            {COLUMNS.map(([head]) => (
              <Table.Th key={head} ta="right">
                {head}, USD
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.key}>
              <Table.Td title={row.key}>
                {onOpen === null ? (
                  nameOf(by, row.key)
                ) : (
                  <button type="button" className="row-button" onClick={() => onOpen(row.key)}>
                    {nameOf(by, row.key)}
                  </button>
                )}
              </Table.Td>
              <Table.Td className="num">{row.legs}</Table.Td>
              {COLUMNS.map(([head, read]) => (
                <Table.Td key={head} className="num" title={String(read(row))}>
                  {dollars(read(row))}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {next !== null && (
        <Text size="xs" c="dimmed" p="xs">
          Only the first 1,000 are shown; the exports have all.
        </Text>
      )}
    </Wide>
  );
}
