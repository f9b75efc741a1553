import { Button, Group, Modal, NativeSelect, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Rejection } from '../../contracts/result.ts';
import { SWITCH_SCOPES, type SwitchScope, SwitchStatusView, type SwitchView } from '../../contracts/switch.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Refusal } from '../ui/states.tsx';

/** One person stops, two let it go on. */
export function SwitchesPage({ profile }: { readonly profile: Profile }) {
  const status = useQuery({
    queryKey: ['switches'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/switches', data: SwitchStatusView })),
    refetchInterval: 3_000,
  });
  const again = () => void status.refetch();
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Kill switch
      </Title>
      {isShown(profile.role, 'pullSwitches') && <PullForm onDone={again} />}
      {status.isPending && <Loading what="switches" />}
      {status.isError && <Failure error={status.error} onRetry={again} />}
      {status.data !== undefined && (
        <>
          <Panel title={`Pulled now: ${status.data.pulled.length}`}>
            {status.data.pulled.length === 0 && <Empty>Nothing is stopped.</Empty>}
            <Stack gap="sm">
              {status.data.pulled.map((pulled) => (
                <Pulled
                  key={`${pulled.scope} ${pulled.target}`}
                  pulled={pulled}
                  may={isShown(profile.role, 'rearmSwitches')}
                  onDone={again}
                />
              ))}
            </Stack>
          </Panel>
          <Changes status={status.data} />
        </>
      )}
    </div>
  );
}

function PullForm({ onDone }: { readonly onDone: () => void }) {
  const [scope, setScope] = useState<SwitchScope>('FIRM');
  const [target, setTarget] = useState('');
  const [reason, setReason] = useState('');
  const [sure, setSure] = useState(false);
  const [fault, setFault] = useState<Rejection | null>(null);
  const pull = async () => {
    const answer = await api.desk('switch.pull', {
      scope,
      reason: reason.trim(),
      ...(scope === 'FIRM' ? {} : { target: target.trim() }),
    });
    setSure(false);
    setFault(answer.ok ? null : answer.rejection);
    onDone();
  };
  const what = scope === 'FIRM' ? 'the whole firm' : `${scope} ${target}`;
  return (
    <Panel title="Stop trading">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setSure(true);
        }}
      >
        <Group gap="xs" align="end">
          <NativeSelect
            size="xs"
            label="What"
            data={[...SWITCH_SCOPES]}
            value={scope}
            onChange={(event) => setScope(event.currentTarget.value as SwitchScope)}
          />
          {scope !== 'FIRM' && (
            <TextInput label="Which" value={target} onChange={(event) => setTarget(event.currentTarget.value)} />
          )}
          <TextInput label="Reason" w={320} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
          <Button type="submit" color="orange" disabled={reason.trim().length < 3}>
            Stop …
          </Button>
        </Group>
      </form>
      {fault !== null && <Refusal rejection={fault} />}
      <Modal opened={sure} onClose={() => setSure(false)} title={`Stop ${what}?`}>
        <Stack>
          <Text size="sm">
            Nothing it covers is quoted or accepted from now on, and live quotes are revoked within a second. Two people
            are needed to let it go on.
          </Text>
          <Group>
            <Button color="orange" data-autofocus onClick={() => void pull()}>
              Stop {what}
            </Button>
            <Button variant="default" onClick={() => setSure(false)}>
              Keep trading
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Panel>
  );
}

function Pulled({
  pulled,
  may,
  onDone,
}: {
  readonly pulled: SwitchView;
  readonly may: boolean;
  readonly onDone: () => void;
}) {
  const [reason, setReason] = useState('');
  const [fault, setFault] = useState<Rejection | null>(null);
  const { scope, target, pulledBy, pulledAt, rearmProposedBy } = pulled;
  const rearm = async () => {
    const named = scope === 'FIRM' ? {} : { target };
    const answer = await api.desk('switch.rearm', { scope, reason: reason.trim(), ...named });
    setFault(answer.ok ? null : answer.rejection);
    onDone();
  };
  return (
    <div>
      <Text size="sm">
        <strong>
          {scope} {target === '*' ? '' : target}
        </strong>{' '}
        stopped by {pulledBy} at {utc(pulledAt)}: {pulled.reason}
      </Text>
      {rearmProposedBy !== null && (
        <Text size="xs">{rearmProposedBy} asks to go on; a second person is waited for.</Text>
      )}
      {may && (
        <Group gap={6} mt={4}>
          <TextInput
            aria-label={`Reason for letting ${scope} go on`}
            placeholder="Reason"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Button variant="default" disabled={reason.trim().length < 3} onClick={() => void rearm()}>
            {rearmProposedBy === null ? 'Propose to go on' : 'Agree to go on'}
          </Button>
        </Group>
      )}
      {fault !== null && <Refusal rejection={fault} />}
    </div>
  );
}

function Changes({ status: { changes } }: { readonly status: SwitchStatusView }) {
  return (
    <Panel title="Latest changes">
      {changes.length === 0 ? (
        <Empty>No switch was ever pulled.</Empty>
      ) : (
        <Table>
          <Table.Tbody>
            {changes.map(({ scope, target, action, by, at, reason }) => (
              <Table.Tr key={`${at} ${scope} ${target} ${action}`}>
                <Table.Td title={hongKong(at)}>{utc(at)}</Table.Td>
                <Table.Td>
                  {action} {scope} {target === '*' ? '' : target}
                </Table.Td>
                <Table.Td>{by}</Table.Td>
                <Table.Td>{reason}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  );
}
