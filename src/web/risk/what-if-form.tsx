import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Rejection } from '../../contracts/result.ts';
import { WhatIfRun } from '../../contracts/what-if.ts';
import { api } from '../app/session.ts';
import { serverTime } from '../live/link.ts';
import { Panel, Refusal } from '../ui/states.tsx';
import { enteredOf } from './instant.ts';
import { useClientNames } from './use-clients.ts';
import { type WhatIfEntered, whatIfRequestOf } from './what-if-model.ts';

const DAY_MS = 86_400_000;

function startOf(nowMs: number): WhatIfEntered {
  return {
    name: 'What if',
    from: enteredOf(new Date(nowMs - DAY_MS).toISOString()),
    to: enteredOf(new Date(nowMs).toISOString()),
    accountId: '',
    policyVersion: '',
    halfSpreadVolatility: '',
    hedgeBps: '',
    salesMarginBps: '',
    creditBpsPerYear: '',
    modelVersion: '',
    volatilityPoints: '',
    spotStaleMs: '',
    surfaceStaleMs: '',
    acceptedBearsBps: '',
    lostIsWonFromBps: '',
  };
}

const ROWS: readonly {
  readonly title: string;
  readonly fields: readonly (readonly [keyof WhatIfEntered, string, string])[];
}[] = [
  {
    title: 'The spread policy: factors on what each quote had, such as 0.5 for half; or another version',
    fields: [
      ['halfSpreadVolatility', 'Half spread, volatility ×', 'as it was'],
      ['hedgeBps', 'Hedge cost ×', 'as it was'],
      ['salesMarginBps', 'Sales margin ×', 'as it was'],
      ['creditBpsPerYear', 'Credit charge ×', 'as it was'],
      ['policyVersion', 'or the policy version', 'pol_…'],
    ],
  },
  {
    title: 'Model, market, and how old prices may be',
    fields: [
      ['modelVersion', 'Model version', 'as it was'],
      ['volatilityPoints', 'Volatility shift, points', 'none'],
      ['spotStaleMs', 'Spot may be old, ms', 'as it was'],
      ['surfaceStaleMs', 'Surface may be old, ms', 'as it was'],
    ],
  },
  {
    title: 'Who would have traded, in basis points of spot per unit',
    fields: [
      ['acceptedBearsBps', 'Who accepted bears worse by', '0'],
      ['lostIsWonFromBps', 'Who did not accepts better by', 'never'],
    ],
  },
];

/** What is to be otherwise; what is left empty stays as it was for each request. */
export function WhatIfForm() {
  const [, go] = useLocation();
  const names = useClientNames();
  const [entered, setEntered] = useState(() => startOf(serverTime.now()));
  const [fault, setFault] = useState<Rejection | null>(null);
  const set = (field: keyof WhatIfEntered, value: string) => setEntered((before) => ({ ...before, [field]: value }));
  const path = fault?.details?.['path'];
  const run = async () => {
    const body = whatIfRequestOf(entered);
    const answer = await api.send({ method: 'POST', path: '/risk/what-ifs', body, data: WhatIfRun });
    setFault(answer.ok ? null : answer.rejection);
    if (answer.ok) go(`/risk/what-ifs/${answer.value.whatIfId}`);
  };
  const isAt = (field: string) => typeof path === 'string' && path.split('.').at(-1) === field;
  return (
    <Panel title="Decide every request of a period again, with something changed">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Stack gap="xs">
          <Group gap="xs" align="end">
            <TextInput
              label="Name"
              w={220}
              value={entered.name}
              onChange={(event) => set('name', event.currentTarget.value)}
            />
            {(['from', 'to'] as const).map((field) => (
              <TextInput
                key={field}
                type="datetime-local"
                step={1}
                label={field === 'from' ? 'From, UTC' : 'To, UTC'}
                error={isAt(field)}
                value={entered[field]}
                onChange={(event) => set(field, event.currentTarget.value)}
              />
            ))}
            <NativeSelect
              size="xs"
              label="Client"
              data={[{ value: '', label: 'all clients' }, ...[...names].map(([value, label]) => ({ value, label }))]}
              value={entered.accountId}
              onChange={(event) => set('accountId', event.currentTarget.value)}
            />
          </Group>
          {ROWS.map(({ title, fields }) => (
            <fieldset className="shock" key={title}>
              <legend>{title}</legend>
              <Group gap="xs" align="end">
                {fields.map(([field, label, placeholder]) => (
                  <TextInput
                    key={field}
                    w={190}
                    label={label}
                    placeholder={placeholder}
                    error={isAt(field)}
                    value={entered[field]}
                    onChange={(event) => set(field, event.currentTarget.value)}
                  />
                ))}
              </Group>
            </fieldset>
          ))}
          <Group justify="space-between">
            <Text size="xs" c="dimmed">
              What is left empty stays as it was for each request. Nothing is traded or changed.
            </Text>
            <Button type="submit">Decide again</Button>
          </Group>
          {fault !== null && <Refusal rejection={fault} />}
        </Stack>
      </form>
    </Panel>
  );
}
