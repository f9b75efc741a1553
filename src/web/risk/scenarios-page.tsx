import { Badge, Button, Group, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Rejection } from '../../contracts/result.ts';
import { ScenarioList, ScenarioVersion } from '../../contracts/risk-run.ts';
import { isShown } from '../app/permissions.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { hongKong, utc } from '../ui/format.ts';
import { Empty, Failure, Loading, Panel, Refusal } from '../ui/states.tsx';
import { RiskHead } from './risk-tabs.tsx';
import { type Draft, NEW_DRAFT } from './scenario-draft.ts';
import { ScenarioEditor } from './scenario-editor.tsx';
import { useChosen } from './use-chosen.ts';

const NEW = 'new';

/** The stress sets of the product and the firm's own scenarios, and the editor of one. */
export function ScenariosPage({ profile, name }: { readonly profile: Profile; readonly name: string | null }) {
  const list = useQuery({
    queryKey: ['scenarios'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/risk/scenarios', data: ScenarioList })),
  });
  const canRun = isShown(profile.role, 'runScenarios');
  return (
    <div className="stack">
      <RiskHead title="Scenarios" />
      {list.isPending && <Loading what="scenarios" />}
      {list.isError && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.data !== undefined && (
        <div className="list-columns">
          <Files scenarios={list.data.scenarios} chosen={name} canRun={canRun} />
          {name === null && <Empty>Choose a scenario, or write a new one.</Empty>}
          {name !== null && <Chosen key={name} name={name} canRun={canRun} />}
        </div>
      )}
    </div>
  );
}

interface FilesProps {
  readonly scenarios: readonly ScenarioVersion[];
  readonly chosen: string | null;
  readonly canRun: boolean;
}

function Files({ scenarios, chosen, canRun }: FilesProps) {
  const [, go] = useLocation();
  const kept = scenarios.filter(({ scenario }) => scenario !== null);
  const parts = [
    ['Stress sets of the product', kept.filter(({ origin }) => origin === 'shipped')],
    ['Saved by the firm', kept.filter(({ origin }) => origin === 'saved')],
  ] as const;
  return (
    <Stack gap="xs">
      {canRun && (
        <Button variant="default" onClick={() => go(`/risk/scenarios/${NEW}`)}>
          New scenario
        </Button>
      )}
      {parts.map(([title, files]) => (
        <Panel key={title} title={title}>
          {files.length === 0 && <Empty>None yet.</Empty>}
          {files.map((file) => (
            <UnstyledButton
              key={file.name}
              className="list-item"
              aria-current={file.name === chosen}
              onClick={() => go(`/risk/scenarios/${file.name}`)}
            >
              <Text size="sm" fw={600}>
                {file.scenario?.title}
              </Text>
              <Text size="xs" c="dimmed">
                {file.name} v{file.version} · {formName(file)}
              </Text>
            </UnstyledButton>
          ))}
        </Panel>
      ))}
    </Stack>
  );
}

function formName({ scenario }: ScenarioVersion): string {
  if (scenario?.history !== undefined) return 'history';
  if (scenario?.grid === undefined) {
    const count = scenario?.cells?.length ?? 0;
    return count === 1 ? '1 cell' : `${count} cells`;
  }
  const { spot = [0], volatility = [0], days = [0] } = scenario.grid;
  return `grid ${spot.length} × ${volatility.length} × ${days.length}`;
}

function Chosen({ name, canRun }: { readonly name: string; readonly canRun: boolean }) {
  const [chosen, choose] = useChosen();
  const [, go] = useLocation();
  const version = chosen('version');
  const found = useQuery({
    queryKey: ['scenarios', name, version],
    queryFn: () => orThrow(api.send({ method: 'GET', path: pathOf(name, version), data: ScenarioVersion })),
    enabled: name !== NEW,
  });
  const onSaved = (saved: string) => {
    choose({ version: null });
    go(`/risk/scenarios/${saved}`);
  };
  if (name === NEW) return <ScenarioEditor start={NEW_DRAFT} version={null} canRun={canRun} onSaved={onSaved} />;
  if (found.isPending) return <Loading what={name} />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  const { data } = found;
  const start: Draft = (data.scenario as Draft | null) ?? { ...NEW_DRAFT, name };
  return (
    <Stack gap="xs" miw={0}>
      <About version={data} canRun={canRun} />
      <ScenarioEditor key={`${data.version}`} start={start} version={data} canRun={canRun} onSaved={onSaved} />
    </Stack>
  );
}

function pathOf(name: string, version: string | null): string {
  const path = `/risk/scenarios/${encodeURIComponent(name)}`;
  return version === null ? path : `${path}?version=${encodeURIComponent(version)}`;
}

function About({ version, canRun }: { readonly version: ScenarioVersion; readonly canRun: boolean }) {
  const { name, origin, savedBy, savedAt, reason, scenario } = version;
  return (
    <Panel
      title={`${name} v${version.version}`}
      right={<Badge color={origin === 'shipped' ? 'gray' : 'cyan'}>{origin}</Badge>}
    >
      <Group gap="xs" justify="space-between" align="start">
        <Stack gap={2} style={{ flex: 1 }}>
          {origin === 'shipped' ? (
            <Text size="xs" c="dimmed">
              Comes with the product and does not change: saved under another name it is yours.
            </Text>
          ) : (
            <Text size="xs" c="dimmed" title={hongKong(savedAt)}>
              {reason}: {savedBy}, {utc(savedAt)}
            </Text>
          )}
          {(scenario?.sources ?? []).map((source) => (
            <Text size="xs" c="dimmed" key={source}>
              Source: {source}
            </Text>
          ))}
        </Stack>
        {origin === 'saved' && <Versions name={name} current={version.version} />}
        {origin === 'saved' && canRun && scenario !== null && <Retire name={name} />}
      </Group>
    </Panel>
  );
}

function Versions({ name, current }: { readonly name: string; readonly current: number }) {
  const [, choose] = useChosen();
  const all = useQuery({
    queryKey: ['scenarios', name, 'versions'],
    queryFn: () =>
      orThrow(
        api.send({ method: 'GET', path: `/risk/scenarios/${encodeURIComponent(name)}/versions`, data: ScenarioList }),
      ),
  });
  const others = (all.data?.scenarios ?? []).filter(
    ({ version, scenario }) => version !== current && scenario !== null,
  );
  if (others.length === 0) return null;
  return (
    <Group gap={4}>
      <Text size="xs" c="dimmed">
        other versions
      </Text>
      {others.map(({ version }) => (
        <Button key={version} variant="default" size="compact-xs" onClick={() => choose({ version: String(version) })}>
          v{version}
        </Button>
      ))}
    </Group>
  );
}

function Retire({ name }: { readonly name: string }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [asked, setAsked] = useState(false);
  const [fault, setFault] = useState<Rejection | null>(null);
  const retire = async () => {
    const path = `/risk/scenarios/${encodeURIComponent(name)}/retire`;
    const answer = await api.send({
      method: 'POST',
      path,
      body: { reason: 'not used any more' },
      data: ScenarioVersion,
    });
    setFault(answer.ok ? null : answer.rejection);
    if (!answer.ok) return;
    await queries.invalidateQueries({ queryKey: ['scenarios'] });
    go('/risk/scenarios');
  };
  return (
    <Stack gap={4}>
      <Button
        variant="default"
        size="compact-xs"
        color="orange"
        onClick={() => (asked ? void retire() : setAsked(true))}
      >
        {asked ? 'Yes: no run begins with it any more' : 'Retire'}
      </Button>
      {fault !== null && <Refusal rejection={fault} />}
    </Stack>
  );
}
