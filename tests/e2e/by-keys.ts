import type { Page } from 'playwright-core';

const FIELDS_MAX = 80;
/** How somebody who sees nothing is told what has the focus. */
const FOCUSED = `{
  const field = document.activeElement;
  const labels = [...(field?.labels ?? [])].map((label) => label.textContent);
  [field?.getAttribute('aria-label'), ...labels, field?.textContent, field?.value].filter(Boolean).join(' | ')
}`;

/** Presses Tab until something of that name has the focus. @throws after 80 of them, saying what had it last. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  let focused = '';
  for (let pressed = 0; pressed < FIELDS_MAX; pressed += 1) {
    await page.keyboard.press('Tab');
    focused = await page.evaluate<string>(FOCUSED);
    if (typeof name === 'string' ? focused.includes(name) : name.test(focused)) return;
  }
  throw new Error(`${FIELDS_MAX} presses of Tab must lead to ${name}, the last led to ${focused}`);
}

export async function signInByKeys(page: Page, by: { readonly username: string; readonly password: string }) {
  await page.locator('input:focus').waitFor();
  await page.keyboard.type(by.username);
  await tabTo(page, 'Password');
  await page.keyboard.type(by.password);
  await page.keyboard.press('Enter');
  await page.locator('[data-testid=link][data-state=connected]').waitFor();
}

/** Replaces what is in the field that has the focus. */
export async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}
