import { Tabs, Title } from '@mantine/core';
import { useSearchParams } from 'wouter';
import type { Profile } from '../app/session.ts';
import { LimitBook } from './limit-book.tsx';
import { LimitUse } from './limit-use.tsx';
import { Overrides } from './overrides.tsx';

/** Caps and credit lines, what the firm uses of them, and the exceptions that two people grant. */
export function LimitsPage({ profile }: { readonly profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Limits
      </Title>
      <Tabs
        value={search.get('show') ?? 'limits'}
        onChange={(show) => setSearch({ show: show ?? 'limits' })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="limits">Caps and credit</Tabs.Tab>
          <Tabs.Tab value="use">The firm's use</Tabs.Tab>
          <Tabs.Tab value="overrides">Exceptions</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="limits" pt="sm">
          <LimitBook profile={profile} />
        </Tabs.Panel>
        <Tabs.Panel value="use" pt="sm">
          <LimitUse accountId={null} />
        </Tabs.Panel>
        <Tabs.Panel value="overrides" pt="sm">
          <Overrides profile={profile} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}
