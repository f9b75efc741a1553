import { Tabs, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from 'wouter';
import { z } from 'zod';
import { UserView } from '../../contracts/users.ts';
import { api, orThrow, type Profile } from '../app/session.ts';
import { utc } from '../ui/format.ts';
import { type Column, Grid } from '../ui/grid.tsx';
import { Failure, Loading } from '../ui/states.tsx';
import { AddUser } from './add-user.tsx';
import { ApiKeys } from './api-keys.tsx';
import { UserDetail } from './user-detail.tsx';

const Users = z.object({ items: z.array(UserView) });

const COLUMNS: Column<UserView>[] = [
  { headerName: 'User', field: 'username', minWidth: 130 },
  { headerName: 'Role', field: 'role', minWidth: 130 },
  { headerName: 'State', valueGetter: ({ data }) => (data?.disabled === true ? '✕ disabled' : '✓ may sign in') },
  { headerName: 'Second factor', valueGetter: ({ data }) => (data?.secondFactor === true ? 'enrolled' : 'none') },
  { headerName: 'Waiting', valueGetter: ({ data }) => data?.waiting.map(({ change }) => change).join(', ') ?? '' },
  { headerName: 'Since', valueGetter: ({ data }) => utc(data?.createdAt), minWidth: 200 },
];

/** Who has a way in: people, and the keys of their programs. */
export function UsersPage({ profile }: { readonly profile: Profile }) {
  const [search, setSearch] = useSearchParams();
  return (
    <div className="stack">
      <Title order={1} size="h4">
        Users and keys
      </Title>
      <Tabs
        value={search.get('show') ?? 'users'}
        onChange={(show) => setSearch({ show: show ?? 'users' })}
        keepMounted={false}
      >
        <Tabs.List>
          <Tabs.Tab value="users">Users</Tabs.Tab>
          <Tabs.Tab value="keys">API keys</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="users" pt="sm">
          <People profile={profile} chosen={search.get('user')} onChoose={(user) => setSearch({ user })} />
        </Tabs.Panel>
        <Tabs.Panel value="keys" pt="sm">
          <ApiKeys profile={profile} />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

interface PeopleProps {
  readonly profile: Profile;
  readonly chosen: string | null;
  readonly onChoose: (username: string) => void;
}

function People({ profile, chosen, onChoose }: PeopleProps) {
  const users = useQuery({
    queryKey: ['users'],
    queryFn: () => orThrow(api.send({ method: 'GET', path: '/users', data: Users })),
  });
  if (users.isPending) return <Loading what="users" />;
  if (users.isError) return <Failure error={users.error} onRetry={() => void users.refetch()} />;
  const user = users.data.items.find(({ username }) => username === chosen);
  const manages = profile.role === 'administrator';
  return (
    <div className="columns why-columns">
      <div className="stack">
        <Grid
          rows={users.data.items}
          columns={COLUMNS}
          idOf={({ userId }) => userId}
          name="users"
          onOpen={({ username }) => onChoose(username)}
        />
      </div>
      <div className="stack">
        {user !== undefined && <UserDetail key={user.username} user={user} profile={profile} />}
        {manages && <AddUser />}
      </div>
    </div>
  );
}
