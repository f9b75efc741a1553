import { Anchor, Button, Group, Text, TextInput, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { type ApprovalView, DraftApprovalRequest, ReviseApprovalRequest } from '../../contracts/approval.ts';
import type { ApprovalTerms } from '../../contracts/approval-terms.ts';
import { parse } from '../../contracts/parse.ts';
import { api, orThrow } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { useAsked } from '../ui/asked.ts';
import { type Faults, withValue } from '../ui/document.ts';
import { EditedDocument, useEdited } from '../ui/fields.tsx';
import { Failure, Loading, Panel, Refusal } from '../ui/states.tsx';
import { DifferenceList } from './difference-list.tsx';
import { copiedTerms, emptyTerms, faultsOf, successorTerms, withRefusal } from './record-draft.ts';
import { BasisFields, BoundFields, DateFields, EvidenceFields, ScopeFields } from './record-fields.tsx';

/** A draft: new, like another record, in the place of one that is in force, or another version of a draft. */
export function RecordEditorPage({ approvalId }: { readonly approvalId: string | null }) {
  const [search] = useSearchParams();
  const source = approvalId ?? search.get('from');
  const record = useQuery({
    queryKey: ['approval-latest', source],
    queryFn: () => (source === null ? null : orThrow(api.getApproval(source))),
  });
  if (record.isPending) return <Loading what="the record" />;
  if (record.isError) return <Failure error={record.error} onRetry={() => void record.refetch()} />;
  const way = wayOf(record.data, approvalId !== null, search.get('as'));
  return <Editor key={`${way.heading} ${record.data?.version}`} {...way} revised={approvalId} />;
}

interface Way {
  readonly heading: string;
  readonly initial: ApprovalTerms;
  /** What it is compared with. */
  readonly before: ApprovalTerms | null;
}

function wayOf(record: ApprovalView | null, revises: boolean, as: string | null): Way {
  const now = serverTime.now();
  if (record === null) return { heading: 'A new record', initial: emptyTerms(now), before: null };
  const { approvalId, terms } = record;
  if (revises) return { heading: `Revise ${approvalId}`, initial: terms, before: terms };
  if (as === 'successor') {
    const heading = `A record in the place of ${approvalId}`;
    return { heading, initial: successorTerms(terms, approvalId, now), before: terms };
  }
  return { heading: `A record like ${approvalId}`, initial: copiedTerms(terms, now), before: terms };
}

function Editor({ heading, initial, before, revised }: Way & { readonly revised: string | null }) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  const { document: terms, set } = useEdited(initial);
  const [approvalId, setApprovalId] = useState('');
  const [reason, setReason] = useState('');
  const [shown, setShown] = useState(false);
  const asked = useAsked();
  const entered = { terms, reason: reason.trim() };
  const found = useMemo(() => faultsOf({ terms, reason: reason.trim() }), [terms, reason]);
  const faults = withRefusal(shown ? found : new Map(), asked.fault);
  const save = async () => {
    setShown(true);
    if (found.size > 0) return;
    const answer = await asked.ask(() => saved(revised, approvalId.trim(), entered));
    if (answer === null) return;
    await queries.invalidateQueries();
    go(`/approvals/${answer.approvalId}`);
  };
  return (
    <form
      className="stack"
      aria-label={heading}
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <Group justify="space-between">
        <Title order={1} size="h4">
          {heading}
        </Title>
        <Anchor component={Link} href={revised === null ? '/approvals' : `/approvals/${revised}`} size="sm">
          Back without saving
        </Anchor>
      </Group>
      <EditedDocument value={{ document: terms, faults: below(faults, 'terms.'), set }}>
        <ScopeFields />
        <BoundFields />
        <EvidenceFields />
        <BasisFields />
        <DateFields />
      </EditedDocument>
      <Panel title="Draft it">
        <div className="form-grid">
          {revised === null && (
            <TextInput
              label="Name in the register; empty: given"
              placeholder="apr_"
              value={approvalId}
              error={faults.get('approvalId')}
              onChange={(event) => setApprovalId(event.currentTarget.value)}
            />
          )}
          <TextInput
            label="Reason"
            value={reason}
            error={faults.get('reason')}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        </div>
        {before !== null && <DifferenceList from={before} to={terms} />}
        <FaultList faults={shown ? found : new Map()} />
        {asked.fault !== null && <Refusal rejection={asked.fault} />}
        <Group mt="xs">
          <Button type="submit" loading={asked.busy}>
            Save the draft
          </Button>
          <Text size="xs" c="dimmed">
            A draft allows nothing. Submitting it, and two signatures, come after.
          </Text>
        </Group>
      </Panel>
    </form>
  );
}

function saved(revised: string | null, approvalId: string, entered: { terms: ApprovalTerms; reason: string }) {
  if (revised !== null) {
    const request = parse(ReviseApprovalRequest, entered);
    return request.ok ? api.reviseApproval(revised, request.value) : request;
  }
  const named = approvalId === '' ? entered : withValue(entered, 'approvalId', approvalId);
  const request = parse(DraftApprovalRequest, named);
  return request.ok ? api.draftApproval(request.value) : request;
}

function FaultList({ faults }: { readonly faults: Faults }) {
  if (faults.size === 0) return null;
  return (
    <div role="alert" className="fault-list">
      {[...faults].map(([path, message]) => (
        <Text size="xs" key={path}>
          <strong>{path}</strong> {message}
        </Text>
      ))}
    </div>
  );
}

/** The faults of one part, by the paths inside it. */
function below(faults: Faults, prefix: string): Faults {
  const inside = [...faults].filter(([path]) => path.startsWith(prefix));
  return new Map(inside.map(([path, message]) => [path.slice(prefix.length), message]));
}
