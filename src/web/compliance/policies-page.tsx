import { Button, Group, SegmentedControl, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { PolicyKindName, PolicyView } from '../../contracts/policy.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { differencesOf, inWords } from '../ui/document.ts';
import { utc } from '../ui/format.ts';
import { Failure, Figure, Loading, Panel } from '../ui/states.tsx';
import { PolicyChanges } from './policy-changes.tsx';
import { PolicyEditor } from './policy-editor.tsx';

const KINDS = [
  { value: 'desk', label: 'Desk and routing' },
  { value: 'spread', label: 'Spread' },
  { value: 'conduct', label: 'Conduct' },
];

/** What the firm prices, routes and judges by: the policy in force, its changes, and another one proposed. */
export function PoliciesPage({ profile }: { readonly profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  const kind = PolicyKindName.catch('desk').parse(search.get('kind') ?? 'desk');
  return (
    <div className="stack">
      <Group justify="space-between">
        <Title order={1} size="h4">
          Policies
        </Title>
        <SegmentedControl
          aria-label="Which policy"
          data={KINDS}
          value={kind}
          onChange={(value) => setSearch({ kind: value })}
        />
      </Group>
      <OnePolicy key={kind} kind={kind} profile={profile} />
    </div>
  );
}

function OnePolicy({ kind, profile }: { readonly kind: PolicyKindName; readonly profile: Profile }) {
  const [edits, setEdits] = useState(false);
  const policy = useQuery({
    queryKey: ['policy', kind],
    queryFn: () => orThrow(api.send({ method: 'GET', path: `/policies/${kind}`, data: PolicyView })),
  });
  if (policy.isPending) return <Loading what="the policy" />;
  if (policy.isError) return <Failure error={policy.error} onRetry={() => void policy.refetch()} />;
  const may = isShown(profile.role, kind === 'conduct' ? 'changeConduct' : 'changePolicies');
  return (
    <>
      <PolicyChanges inForce={policy.data} may={may} profile={profile} />
      {edits ? (
        <PolicyEditor key={policy.data.version} inForce={policy.data} onDone={() => setEdits(false)} />
      ) : (
        <InForce policy={policy.data} may={may} onEdit={() => setEdits(true)} />
      )}
    </>
  );
}

interface InForceProps {
  readonly policy: PolicyView;
  readonly may: boolean;
  readonly onEdit: () => void;
}

function InForce({ policy: { policy, version, inForceSince }, may, onEdit }: InForceProps) {
  return (
    <Panel title="In force" right={may ? <Button onClick={onEdit}>Propose a change</Button> : null}>
      <Text size="xs" c="dimmed" className="told">
        {version}, since {utc(inForceSince)}
      </Text>
      <div className="figures wide-figures">
        {differencesOf({}, policy).flatMap(({ path, to }) =>
          leavesOf(path, to).map(([name, value]) => <Figure key={name} label={name} value={inWords(value)} />),
        )}
      </div>
    </Panel>
  );
}

/** Each value by its path, as deep as it stands. */
function leavesOf(path: string, value: unknown): (readonly [string, unknown])[] {
  const isPlain = typeof value !== 'object' || value === null;
  if (isPlain || (Array.isArray(value) && value.every((one) => typeof one !== 'object'))) return [[path, value]];
  return Object.entries(value as object).flatMap(([name, inside]) => leavesOf(`${path}.${name}`, inside));
}
