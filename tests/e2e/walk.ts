import type { Page } from 'playwright-core';
import { lookAtBoth, settled } from './browser.ts';

/** A small notebook, and a phone. */
const WIDTHS = [1024, 390] as const;
const SCREEN = { width: 1440, height: 900 };
const MENU = 'nav[aria-label=Pages] a';
/** What leads further on a page: its tabs, and the pages beside it. */
const PARTS = '#page [role=tab], #page nav a';
/** What a page is made of, whatever it says; the inside of a blotter is the same on each. */
const MADE_OF = `{
  const pieces = [...document.querySelectorAll('#page *')].filter((piece) => piece.closest('.grid-box, .grid-box-short') === null);
  const kinds = pieces.map((piece) => [piece.tagName, piece.getAttribute('role'), piece.className?.baseVal ?? piece.className]);
  [...new Set(kinds.map((kind) => kind.join(' ')))].sort().join()
}`;

/**
 * Goes to each page and tab that the menu offers, and says what is wrong there. What shows somebody nothing that others were not
 * shown is not judged again.
 */
export async function walk(page: Page, who: string, known: Set<string>): Promise<string[]> {
  const faults: string[] = [];
  for await (const place of placesOf(page)) {
    const made = `${place} ${await page.evaluate<string>(MADE_OF)}`;
    if (known.has(made)) continue;
    known.add(made);
    const name = `${place}-of-${who}`;
    faults.push(...(await lookAtBoth(page, name)), ...(await scrollsOf(page, name)));
  }
  return faults;
}

/** Names each place of the menu once the page is there. */
async function* placesOf(page: Page): AsyncGenerator<string> {
  for (const link of await page.locator(MENU).all()) {
    const place = ((await link.getAttribute('href')) ?? '').slice(1);
    await link.click();
    await settled(page);
    const parts = await page.locator(PARTS).count();
    if (parts === 0) yield place;
    for (let part = 0; part < parts; part += 1) {
      await page.locator(PARTS).nth(part).click();
      await settled(page);
      yield `${place}-${part + 1}`;
    }
  }
}

async function scrollsOf(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: SCREEN.height });
    const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (wide > width) faults.push(`${name}: must fit into ${width} px, is ${wide} px wide`);
  }
  await page.setViewportSize(SCREEN);
  return faults;
}
