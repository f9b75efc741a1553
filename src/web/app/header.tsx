import { ActionIcon, Badge, Group, Menu, Text, Tooltip, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { Link, useLocation } from 'wouter';
import type { Role } from '../../contracts/session.ts';
import { type LinkState, linkStore, serverTime } from '../live/link.ts';
import { hongKong, utc } from '../ui/format.ts';
import { useStore } from '../ui/store.ts';
import { useServerNow } from '../ui/use-now.ts';
import { pagesOf } from './permissions.ts';
import { closeSession, type Profile } from './session.ts';

const LINK_LOOKS = {
  connecting: { label: 'connecting', color: 'gray', mark: '◌' },
  connected: { label: 'connected', color: 'cyan', mark: '●' },
  reconnecting: { label: 'disconnected', color: 'orange', mark: '◌' },
  resuming: { label: 'resuming', color: 'orange', mark: '◑' },
  refused: { label: 'not connected', color: 'orange', mark: '✕' },
} as const satisfies Record<LinkState, { label: string; color: string; mark: string }>;

const ROW_PX = 44;
const PAGES_ROW_PX = 30;
/** More pages than this stand in a row of their own. */
const BESIDE = 6;

function hasOwnRow(role: Role): boolean {
  return pagesOf(role).length > BESIDE;
}

/** Of the header, in pixels. */
export function headerHeight(role: Role): number {
  return hasOwnRow(role) ? ROW_PX + PAGES_ROW_PX : ROW_PX;
}

export function Header({ profile, onHelp }: { readonly profile: Profile; readonly onHelp: () => void }) {
  const isWide = hasOwnRow(profile.role);
  return (
    <>
      <Group h={ROW_PX} px="sm" gap="md" wrap="nowrap" justify="space-between">
        <Group gap="md" wrap="nowrap" className="head-left">
          <Text component={Link} href="/" fw={700} size="md" className="brand">
            OTC Desk
          </Text>
          {!isWide && <Navigation profile={profile} />}
        </Group>
        <Group gap="sm" wrap="nowrap" className="head-right">
          <Clock />
          <LinkMark />
          <SchemeSwitch />
          <Tooltip label="Keys (?)">
            <ActionIcon variant="subtle" color="gray" onClick={onHelp} aria-label="Show the keys">
              ?
            </ActionIcon>
          </Tooltip>
          <Person profile={profile} />
        </Group>
      </Group>
      {isWide && <Navigation profile={profile} />}
    </>
  );
}

function Navigation({ profile }: { readonly profile: Profile }) {
  const [path] = useLocation();
  return (
    <nav aria-label="Pages" className="pages">
      {pagesOf(profile.role).map((page) => (
        <Link
          key={page.path}
          href={page.path}
          className="page-link"
          aria-current={path === page.path || path.startsWith(`${page.path}/`) ? 'page' : undefined}
          title={`g ${page.key}`}
        >
          {page.label}
        </Link>
      ))}
    </nav>
  );
}

function Clock() {
  const now = useServerNow(250);
  const offset = Math.round(serverTime.offsetMs());
  return (
    <Tooltip label={`The service's clock; this computer is ${offset} ms behind it`}>
      <Text size="xs" className="clock" c="dimmed" data-testid="clock">
        {utc(now, { date: false })} · {hongKong(now, { date: false })}
      </Text>
    </Tooltip>
  );
}

function LinkMark() {
  const { state, why } = useStore(linkStore);
  const { label, color, mark } = LINK_LOOKS[state];
  return (
    <Tooltip label={why ?? 'One live connection; every event once, in order'}>
      <Badge color={color} role="status" data-testid="link" data-state={state}>
        <span aria-hidden="true">{mark} </span>
        {label}
      </Badge>
    </Tooltip>
  );
}

function SchemeSwitch() {
  const { colorScheme, toggleColorScheme } = useMantineColorScheme();
  const other = colorScheme === 'light' ? 'dark' : 'light';
  return (
    <Tooltip label={`Switch to ${other}`}>
      <ActionIcon variant="subtle" color="gray" onClick={toggleColorScheme} aria-label={`Switch to ${other} colours`}>
        {colorScheme === 'light' ? '☾' : '☀'}
      </ActionIcon>
    </Tooltip>
  );
}

function Person({ profile }: { readonly profile: Profile }) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <UnstyledButton className="person" aria-label={`${profile.username}, ${profile.role}: account menu`}>
          <Text size="sm" fw={600}>
            {profile.username}
          </Text>
          <Text size="xs" c="dimmed">
            {profile.role}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} href="/account">
          Your second factor
        </Menu.Item>
        <Menu.Item component="a" href="/welcome">
          About this service
        </Menu.Item>
        <Menu.Item component="a" href="/readyz">
          Readiness
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => void closeSession()}>Sign out</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
