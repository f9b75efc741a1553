import { Progress, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { AccountLimitsView } from '../../contracts/limits.ts';
import { api, orThrow } from '../app/session.ts';
import { grouped, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Wide } from '../ui/states.tsx';

const EVERY_MS = 10_000;

/** Each bound of an account, or of the whole firm, with what is taken of it by open trades and live quotes. */
export function LimitUse({ accountId }: { readonly accountId: string | null }) {
  const use = useQuery({
    queryKey: ['limits-use', accountId],
    queryFn: () => {
      const path = accountId === null ? '/limits/use' : `/limits/use?accountId=${accountId}`;
      return orThrow(api.send({ method: 'GET', path, data: AccountLimitsView }));
    },
    refetchInterval: EVERY_MS,
  });
  if (use.isPending) return <Loading what="limits" />;
  if (use.isError) return <Failure error={use.error} onRetry={() => void use.refetch()} />;
  const { limits, asOf } = use.data;
  if (limits.length === 0) return <Empty>No bound holds here.</Empty>;
  return (
    <Wide label="Limits and their use">
      <Text size="xs" c="dimmed">
        as of {utc(asOf)}
      </Text>
      <Table aria-label="Limits and their use">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Bound</Table.Th>
            <Table.Th>Over</Table.Th>
            <Table.Th>Measure</Table.Th>
            <Table.Th ta="right">Used</Table.Th>
            <Table.Th ta="right">Of</Table.Th>
            <Table.Th>Share</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {limits.map(({ limitId, per, measure, window, used, max }) => (
            <Table.Tr key={`${limitId} ${measure} ${per}`}>
              <Table.Td>{limitId}</Table.Td>
              <Table.Td>
                {per}
                {window === 'day' ? ', opened today (UTC)' : ''}
              </Table.Td>
              <Table.Td>{measure}</Table.Td>
              <Table.Td className="num">{grouped(used)}</Table.Td>
              <Table.Td className="num">{grouped(max)}</Table.Td>
              <Table.Td miw={120}>
                <Share used={used} max={max} label={`${limitId}, used`} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Wide>
  );
}

const WARN_PERCENT = 80;

function Share({ used, max, label }: { readonly used: string; readonly max: string; readonly label: string }) {
  const of = Number(max);
  const percent = of > 0 ? Math.min(100, Math.abs((Number(used) / of) * 100)) : 100;
  return (
    <>
      <Progress value={percent} color={percent >= WARN_PERCENT ? 'orange' : 'sky'} aria-label={label} size="sm" />
      <Text size="xs" c="dimmed">
        {percent.toFixed(1)}%
      </Text>
    </>
  );
}
