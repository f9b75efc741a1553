import type { Browser, Page } from 'playwright-core';
import type { TestService } from '../support/service.ts';
import { openBrowser, type Person, signInAs } from './browser.ts';

/** One browser for a test file, and the people in front of it: each signs in once and keeps the page. */
interface UsedPeople {
  readonly browser: Browser;
  /** Somebody at a page of the service; going there again loads it again. */
  at(username: string, path: string): Promise<Page>;
}

const OPEN_MS = 60_000;

/** After each test no page may have complained: not of an error of its own, nor of what its security policy stopped. */
export function usePeople(used: { readonly service: Pick<TestService, 'url' | 'credentials'> }): UsedPeople {
  let browser: Browser | undefined;
  const people = new Map<string, Person>();
  const opened = () => {
    if (browser === undefined) throw new Error('the browser has not started');
    return browser;
  };
  beforeAll(async () => {
    browser = await openBrowser();
  }, OPEN_MS);
  afterAll(() => browser?.close());
  afterEach(() => expect([...people.values()].flatMap(({ complaints }) => complaints)).toEqual([]));
  return {
    get browser() {
      return opened();
    },
    async at(username, path) {
      const known = people.get(username);
      if (known !== undefined) {
        await known.page.goto(`${used.service.url}${path}`);
        return known.page;
      }
      const person = await signInAs(opened(), used.service, { username, path });
      people.set(username, person);
      return person.page;
    },
  };
}
