import { Button, Drawer, Group, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { ApprovalView } from '../../contracts/approval.ts';
import type { ApprovalDecisionView } from '../../contracts/approval-answers.ts';
import { CLIENT_CLASSES } from '../../contracts/approval-terms.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { InstantInput } from '../ui/fields.tsx';
import { expiryDay, hongKong, utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Empty, Failure, Loading } from '../ui/states.tsx';
import { ApprovalRecord } from './approval-record.tsx';
import { cellLook, toMatrix } from './matrix-model.ts';

const COLUMNS: Column<ApprovalView>[] = [
  { headerName: 'Status', field: 'status', maxWidth: 120 },
  { headerName: 'Title', valueGetter: ({ data }) => data?.terms.title, flex: 3, minWidth: 260 },
  { headerName: 'Effect', valueGetter: ({ data }) => data?.terms.effect, maxWidth: 100 },
  { headerName: 'Products', valueGetter: ({ data }) => data?.terms.productTypes.join(', '), flex: 2 },
  { headerName: 'Underlyings', valueGetter: ({ data }) => data?.terms.underlyings.join(', ') },
  { headerName: 'Classes', valueGetter: ({ data }) => data?.terms.clientClasses.join(', ') },
  { headerName: 'Review by', valueGetter: ({ data }) => data?.terms.reviewBy, maxWidth: 120 },
  { headerName: 'Ends', valueGetter: ({ data }) => (data === undefined ? '' : expiryDay(data.endsAt)), maxWidth: 150 },
  { headerName: 'Version', field: 'version', maxWidth: 100 },
];

export function ApprovalsPage({
  profile,
  approvalId,
}: {
  readonly profile: Profile;
  readonly approvalId: string | null;
}) {
  const [, go] = useLocation();
  const [search, setSearch] = useSearchParams();
  const asOf = search.get('asOf') ?? undefined;
  const here = (path: string) => go(asOf === undefined ? path : `${path}?asOf=${asOf}`);
  return (
    <div className="stack">
      <Group justify="space-between" align="end">
        <Title order={1} size="h4">
          Approvals
        </Title>
        <Group gap="xs" align="end">
          <Text size="xs" c={asOf === undefined ? 'dimmed' : 'var(--otc-warn)'} role="status">
            {asOf === undefined ? 'as it stands now' : `as it stood at ${utc(asOf)}, ${hongKong(asOf)}`}
          </Text>
          <InstantInput
            label="As of"
            value={asOf ?? ''}
            onEnter={(entered) => setSearch(entered === '' ? {} : { asOf: entered })}
          />
          <Button variant="default" disabled={asOf === undefined} onClick={() => setSearch({})}>
            Now
          </Button>
          {isShown(profile.role, 'draftApprovals') && (
            <Button component={Link} href="/approvals/new">
              New record
            </Button>
          )}
        </Group>
      </Group>
      <Tabs defaultValue="matrix" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="matrix">Matrix</Tabs.Tab>
          <Tabs.Tab value="register">Register</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="matrix" pt="sm">
          <MatrixView asOf={asOf} onOpen={(id) => here(`/approvals/${id}`)} />
        </Tabs.Panel>
        <Tabs.Panel value="register" pt="sm">
          <Register asOf={asOf} onOpen={(id) => here(`/approvals/${id}`)} />
        </Tabs.Panel>
      </Tabs>
      <Drawer
        opened={approvalId !== null}
        onClose={() => here('/approvals')}
        position="right"
        size="xl"
        title={approvalId ?? ''}
      >
        {approvalId !== null && <ApprovalRecord approvalId={approvalId} profile={profile} />}
      </Drawer>
    </div>
  );
}

interface ViewProps {
  readonly asOf: string | undefined;
  readonly onOpen: (approvalId: string) => void;
}

/** The service answers for one class at a time. */
async function decisionsOfAll(asOf: string | undefined): Promise<ApprovalDecisionView[]> {
  const at = asOf === undefined ? {} : { asOf };
  const answers = CLIENT_CLASSES.map((clientClass) => orThrow(api.getApprovalDecisions({ clientClass, ...at })));
  return (await Promise.all(answers)).flatMap(({ items }) => items);
}

function MatrixView({ asOf, onOpen }: ViewProps) {
  const decisions = useQuery({
    queryKey: ['decisions', asOf],
    queryFn: () => decisionsOfAll(asOf),
  });
  const matrix = useMemo(() => toMatrix(decisions.data ?? []), [decisions.data]);
  if (decisions.isPending) return <Loading what="decisions" />;
  if (decisions.isError) return <Failure error={decisions.error} onRetry={() => void decisions.refetch()} />;
  if (matrix.rows.length === 0) return <Empty>The register says nothing at that time: nothing is allowed.</Empty>;
  return (
    <div className="stack">
      <Text size="xs" c="dimmed">
        ✓ allowed · ‖ suspended · ⊘ denied · a point: no record allows it
      </Text>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys */}
      <section className="matrix-scroll" tabIndex={0} aria-label="Approval matrix">
        <table className="matrix">
          <thead>
            <tr>
              <th scope="col">Contract, settlement, client's side</th>
              {matrix.classes.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrix.rows.map(({ key, label, cells }) => (
              <tr key={key}>
                <th scope="row">{label}</th>
                {matrix.classes.map((name) => {
                  const decision = cells.get(name);
                  if (decision === undefined) return <td key={name}>–</td>;
                  const { mark, word, className } = cellLook(decision);
                  const [record] = decision.records;
                  return (
                    <td
                      key={name}
                      className={className}
                      title={`${word}${record === undefined ? '' : `: ${record.title}`}`}
                    >
                      {record === undefined ? (
                        <span aria-label={word} role="img">
                          {mark}
                        </span>
                      ) : (
                        <button
                          type="button"
                          className={`cell ${className}`}
                          aria-label={`${label}, ${name}: ${word}`}
                          onClick={() => onOpen(record.approvalId)}
                        >
                          {mark}
                        </button>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

function Register({ asOf, onOpen }: ViewProps) {
  const approvals = useQuery({
    queryKey: ['approvals', asOf],
    queryFn: () => orThrow(api.getApprovals(asOf === undefined ? {} : { asOf })),
  });
  if (approvals.isPending) return <Loading what="the register" />;
  if (approvals.isError) return <Failure error={approvals.error} onRetry={() => void approvals.refetch()} />;
  return (
    <Grid
      rows={approvals.data.items}
      columns={COLUMNS}
      idOf={(approval) => approval.approvalId}
      name="approvals"
      onOpen={(approval) => onOpen(approval.approvalId)}
    />
  );
}
