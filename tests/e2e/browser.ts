import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium, type Page } from 'playwright-core';
import { repoRoot } from '../../scripts/docs/repo-root.ts';
import type { TestService } from '../support/service.ts';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENS = join(repoRoot, 'artifacts', 'screens');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
/** The rules that judge by colours. */
const COLOURS = ['color-contrast', 'link-in-text-block'];
const WAIT_MS = 30_000;

/** Somebody at a browser of their own. */
export interface Person {
  readonly page: Page;
  /** What the browser complained about: errors of the page, and what its security policy stopped. */
  readonly complaints: readonly string[];
}

/** @throws Error when Chromium is not installed, with what installs it. */
export async function openBrowser(): Promise<Browser> {
  if (!existsSync(CHROMIUM))
    throw new Error(`Chromium must be at ${CHROMIUM} (apt-get install chromium), was not found`);
  mkdirSync(SCREENS, { recursive: true });
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export async function openPage(browser: Browser, url: string): Promise<Person> {
  // Whatever fades in is judged as it is at last, never half way.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(WAIT_MS);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (line) => {
    // A refusal is an answer of 4xx, which the browser calls an error; that of a service that went away too.
    if (line.type() === 'error' && !/Failed to load resource|WebSocket/.test(line.text())) complaints.push(line.text());
  });
  await page.goto(url);
  return { page, complaints };
}

export async function signInAs(
  browser: Browser,
  service: Pick<TestService, 'url' | 'credentials'>,
  { username, path = '/' }: { readonly username: string; readonly path?: string },
): Promise<Person> {
  const person = await openPage(browser, `${service.url}${path}`);
  await enter(person.page, { username, password: passwordOf(service, username) });
  await person.page.locator('[data-testid=link][data-state=connected]').waitFor();
  return person;
}

export async function enter(page: Page, by: { readonly username: string; readonly password: string }): Promise<void> {
  await page.getByLabel('Username').fill(by.username);
  await page.getByLabel('Password').first().fill(by.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

export function passwordOf({ credentials }: Pick<TestService, 'credentials'>, username: string): string {
  const password = credentials.users.find((user) => user.username === username)?.password;
  if (password === undefined) throw new Error(`the demo firm has no user ${username}`);
  return password;
}

/** Nothing on the page is being fetched any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('#page .mantine-Loader-root').first().waitFor({ state: 'detached' });
}

/** A picture of the page for people, and what is wrong with it for those who cannot use a mouse or see well. */
export async function lookAt(page: Page, name: string): Promise<string[]> {
  return judge(page, name, RULES);
}

/** `lookAt` in dark colours, and then the colours alone in light ones; the picture in those is `<name>-light`. */
export async function lookAtBoth(page: Page, name: string): Promise<string[]> {
  const dark = await judge(page, name, RULES);
  await paint(page, 'light');
  const light = await judge(page, `${name}-light`, COLOURS);
  await paint(page, 'dark');
  return [...dark, ...light];
}

async function judge(page: Page, name: string, runOnly: string[]): Promise<string[]> {
  await page.screenshot({ path: join(SCREENS, `${name}.png`) });
  // The judge stays on a page until it is loaded again; to send it there each time takes longer than most of its rules.
  const isThere = await page.evaluate<boolean>('"axe" in window');
  // In the page itself, and violations alone: pages have no frames, and what passed is not looked at.
  const { violations } = await new AxeBuilder(isThere ? { page, axeSource: 'void axe' } : { page })
    .options({ runOnly, resultTypes: ['violations'] })
    .setLegacyMode()
    .analyze();
  return violations.map(
    ({ id, nodes }) => `${name}: ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
}

/** As another window of the same person would: a dialog that is open stays open. */
async function paint(page: Page, scheme: 'dark' | 'light'): Promise<void> {
  await page.evaluate(`{
    const key = 'mantine-color-scheme-value';
    localStorage.setItem(key, '${scheme}');
    window.dispatchEvent(new StorageEvent('storage', { key, newValue: '${scheme}', storageArea: localStorage }));
  }`);
  await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor();
}
