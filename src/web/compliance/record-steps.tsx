import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'wouter';
import type { ApprovalStatus, ApprovalView } from '../../contracts/approval.ts';
import type { ApprovalImpactRequest } from '../../contracts/approval-answers.ts';
import type { EvidenceItem } from '../../contracts/approval-terms.ts';
import type { Result } from '../../contracts/result.ts';
import { isShown, type Shown } from '../app/permissions.ts';
import { api, type Profile } from '../app/session.ts';
import { type Asked, useAsked } from '../ui/asked.ts';
import { EditedDocument, useEdited } from '../ui/fields.tsx';
import { Panel, Refusal } from '../ui/states.tsx';
import { EvidenceEditor } from './evidence-editor.tsx';
import { ImpactPreview } from './impact-view.tsx';
import { withRefusal } from './record-draft.ts';

type Step = 'submit' | 'approve' | 'reject' | 'suspend' | 'reinstate' | 'revoke';

interface StepLook {
  readonly label: string;
  readonly shown: Shown;
  readonly from: readonly ApprovalStatus[];
  /** What is previewed before it; null where nothing changes for anybody. */
  readonly impact: ApprovalImpactRequest['change'] | null;
  readonly says: string;
  readonly stops?: true;
}

const STEPS = {
  submit: {
    label: 'Submit to the approvers',
    shown: 'draftApprovals',
    from: ['draft'],
    impact: 'approve',
    says: 'What approving it would do. Only its proposer submits it.',
  },
  approve: {
    label: 'Sign this content',
    shown: 'signApprovals',
    from: ['submitted'],
    impact: 'approve',
    says: 'It takes two signatures, one of compliance, neither of its proposer.',
  },
  reject: {
    label: 'Send back',
    shown: 'signApprovals',
    from: ['submitted'],
    impact: null,
    says: 'Back to its proposer, who may revise it.',
  },
  suspend: {
    label: 'Suspend at once',
    shown: 'suspendApprovals',
    from: ['approved'],
    impact: 'suspend',
    says: 'One person stops it, and its products, at once.',
    stops: true,
  },
  reinstate: {
    label: 'Reinstate',
    shown: 'signApprovals',
    from: ['suspended'],
    impact: 'reinstate',
    says: 'Two people with evidence, neither of who suspended it.',
  },
  revoke: {
    label: 'Revoke for good',
    shown: 'revokeApprovals',
    from: ['approved', 'suspended'],
    impact: 'revoke',
    says: 'Final. To end a denial it takes two.',
    stops: true,
  },
} as const satisfies Record<Step, StepLook>;

interface StepsProps {
  readonly approval: ApprovalView;
  readonly profile: Profile;
  readonly onDone: () => void;
}

/** What may be done with a record as it stands. A step is chosen, what it would do is shown, and then it is taken. */
export function RecordSteps({ approval, profile, onDone }: StepsProps) {
  const [chosen, setChosen] = useState<Step | null>(null);
  const { approvalId, status } = approval;
  const steps = (Object.keys(STEPS) as Step[]).filter((step) => {
    const { shown, from }: StepLook = STEPS[step];
    return isShown(profile.role, shown) && from.includes(status);
  });
  const drafts = isShown(profile.role, 'draftApprovals');
  return (
    <Stack gap="sm">
      <Group gap={6}>
        {steps.map((step) => {
          const { label, stops }: StepLook = STEPS[step];
          const colour = stops === true ? 'orange' : 'sky';
          return (
            <Button
              key={step}
              color={colour}
              variant={chosen === step ? 'filled' : 'light'}
              aria-pressed={chosen === step}
              onClick={() => setChosen(chosen === step ? null : step)}
            >
              {label} …
            </Button>
          );
        })}
        {drafts && <DraftLinks approvalId={approvalId} status={status} />}
      </Group>
      {chosen !== null && steps.includes(chosen) && (
        <TakeStep
          key={chosen}
          step={chosen}
          approval={approval}
          onDone={() => {
            setChosen(null);
            onDone();
          }}
        />
      )}
    </Stack>
  );
}

function DraftLinks({ approvalId, status }: Pick<ApprovalView, 'approvalId' | 'status'>) {
  const revises = status === 'draft' || status === 'rejected';
  return (
    <>
      {revises && (
        <Button variant="default" component={Link} href={`/approvals/${approvalId}/revise`}>
          Revise
        </Button>
      )}
      {status === 'approved' && (
        <Button variant="default" component={Link} href={`/approvals/new?from=${approvalId}&as=successor`}>
          New version in its place
        </Button>
      )}
      <Button variant="default" component={Link} href={`/approvals/new?from=${approvalId}`}>
        Copy
      </Button>
    </>
  );
}

interface Said {
  readonly reason: string;
  readonly evidence: readonly EvidenceItem[];
}

function TakeStep({
  step,
  approval,
  onDone,
}: {
  readonly step: Step;
  readonly approval: ApprovalView;
  readonly onDone: () => void;
}) {
  const { label, says, impact, stops }: StepLook = STEPS[step];
  const { document: said, set } = useEdited<Said>({ reason: '', evidence: [] });
  const asked: Asked = useAsked();
  const take = async () => {
    const done = await asked.ask(() => taken(approval, step, said));
    if (done !== null) onDone();
  };
  return (
    <Panel title={label}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void take();
        }}
      >
        <Stack gap="sm">
          <Text size="xs" c="dimmed">
            {says}
          </Text>
          {impact !== null && <ImpactPreview approvalId={approval.approvalId} change={impact} />}
          <TextInput
            label="Reason"
            data-autofocus
            value={said.reason}
            error={asked.at('reason')}
            onChange={(event) => set('reason', event.currentTarget.value)}
          />
          {step === 'reinstate' && (
            <EditedDocument value={{ document: said, set, faults: withRefusal(new Map(), asked.fault) }}>
              <EvidenceEditor path="evidence" />
            </EditedDocument>
          )}
          {asked.fault !== null && <Refusal rejection={asked.fault} />}
          <Group>
            <Button type="submit" color={stops === true ? 'orange' : 'sky'} loading={asked.busy}>
              {label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function taken({ approvalId, contentHash }: ApprovalView, step: Step, said: Said): Promise<Result<ApprovalView>> {
  const reason = said.reason.trim();
  if (step === 'approve') return api.changeApproval(approvalId, step, { reason, contentHash });
  if (step === 'reinstate') return api.changeApproval(approvalId, step, { reason, evidence: [...said.evidence] });
  return api.changeApproval(approvalId, step, { reason });
}
