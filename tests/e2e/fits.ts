import type { Page } from '@playwright/test';
import { LANGUAGE_CODES, type Language } from '../../src/runtime/languages';

/** What does not fit its window: measured at each size, in each language, without another load. */

interface Size {
  readonly width: number;
  readonly height: number;
}

/** With HUELLA_LONG=1: every size in every language, and wider phones, laid out as the narrowest. */
const LONG = Boolean(process.env['HUELLA_LONG']);

/**
 * From the narrowest phone, where words have the least room, to a desktop; a phone on its side; a
 * desktop at 200 % zoom.
 */
const SIZES: readonly (Size & { readonly languages: readonly Language[] })[] = [
  { width: 320, height: 640, languages: LANGUAGE_CODES },
  ...(LONG
    ? [
        { width: 360, height: 740, languages: LANGUAGE_CODES },
        { width: 390, height: 844, languages: LANGUAGE_CODES },
      ]
    : []),
  { width: 844, height: 390, languages: LONG ? LANGUAGE_CODES : ['pt-BR'] },
  { width: 640, height: 400, languages: LONG ? LANGUAGE_CODES : ['es'] },
  { width: 1440, height: 900, languages: LONG ? LANGUAGE_CODES : ['en'] },
];

/** A loaded machine takes a second to tell a list its new width. */
const RESIZING_MS = 1000;

/** Names the size, language and element of each fault. The page is left as it was. */
export async function misfits(page: Page, language: string): Promise<string[]> {
  const before = page.viewportSize()!;
  const found: string[] = [];
  for (const size of SIZES) {
    await page.setViewportSize({ width: size.width, height: size.height });
    for (const code of size.languages) {
      let faults = await page.evaluate(measure, code);
      if (faults.length > 0) {
        // The window is resized in steps: only what lasts is a fault.
        await page.waitForTimeout(RESIZING_MS);
        faults = await page.evaluate(measure, code);
      }
      found.push(...faults.map((fault) => `${size.width}x${size.height} ${code}: ${fault}`));
    }
  }
  await page.evaluate(speak, language);
  await page.setViewportSize(before);
  return found;
}

/** Shows the page in a language, as a script does. */
async function speak(language: string): Promise<void> {
  await window.huella.settings.set({ language: language as 'en' });
  while (document.documentElement.lang !== language)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

/**
 * Runs in the page. A control fits when a person can scroll to all of it and nothing lies over it.
 */
async function measure(language: string): Promise<string[]> {
  await window.huella.settings.set({ language: language as 'en' });
  while (document.documentElement.lang !== language)
    await new Promise((resolve) => setTimeout(resolve, 5));

  const SLACK = 1.5;
  const CONTROLS = 'button, a[href], input, select, textarea, summary, [tabindex="0"]';
  const faults: string[] = [];
  const root = document.documentElement;
  const dialogs = [...document.querySelectorAll<HTMLElement>('dialog[open]')];
  const scope: ParentNode = dialogs.at(-1) ?? document;
  const places = (): string =>
    [...scope.querySelectorAll(CONTROLS)]
      .map((control) => Math.round(control.getBoundingClientRect().left))
      .join();
  // A list measures its width in one frame and is drawn in a later one.
  for (let still = 0, before = ''; still < 3;) {
    await new Promise(requestAnimationFrame);
    const now = places();
    still = now === before ? still + 1 : 0;
    before = now;
  }

  const nameOf = (element: Element): string => {
    const label = element.getAttribute('aria-label') ?? element.textContent.trim();
    return `<${element.localName} class="${element.getAttribute('class') ?? ''}"> ${label.slice(0, 40)}`;
  };
  const isSpokenOnly = (element: Element): boolean =>
    element.closest('.visually-hidden, [inert], [hidden]') !== null;
  const clips = (overflow: string): boolean => overflow === 'hidden' || overflow === 'clip';

  if (root.scrollWidth > root.clientWidth) {
    const right = (element: Element): number => element.getBoundingClientRect().right;
    const widest = [...document.querySelectorAll('main *')].reduce((widest, element) =>
      right(element) > right(widest) ? element : widest,
    );
    faults.push(`the page is ${root.scrollWidth} wide in ${root.clientWidth}: ${nameOf(widest)}`);
  }
  for (const one of dialogs.flatMap((dialog) => [dialog, ...dialog.querySelectorAll('.body')])) {
    if (one.scrollWidth > one.clientWidth + SLACK)
      faults.push(`scrolls sideways, ${one.scrollWidth} in ${one.clientWidth}: ${nameOf(one)}`);
  }

  // The tools of a viewer of photos stay in one row: above the photo, and below it.
  for (const tools of document.querySelectorAll('dialog.stage[open] :is(.tools, .actions)')) {
    const boxes = [...tools.querySelectorAll('.icon-button, .action-tile')]
      .map((tool) => tool.getBoundingClientRect())
      .filter(({ height }) => height > 0);
    const lowestTop = Math.max(...boxes.map(({ top }) => top));
    const highestBottom = Math.min(...boxes.map(({ bottom }) => bottom));
    if (lowestTop >= highestBottom)
      faults.push(`${boxes.length} tools in several rows: <${tools.className}>`);
  }

  const scrolled = [...document.querySelectorAll('*')]
    .filter(({ scrollTop, scrollLeft }) => scrollTop !== 0 || scrollLeft !== 0)
    .map((element) => [element, element.scrollLeft, element.scrollTop] as const);

  for (const control of scope.querySelectorAll<HTMLElement>(CONTROLS)) {
    if (isSpokenOnly(control) || control.matches(':disabled')) continue;
    // While photos are selected, the bar of the selection lies over the sections.
    if (control.closest('nav') && document.querySelector('[role=toolbar]')) continue;
    if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
    // A radio or file input that is drawn by its label.
    const style = getComputedStyle(control);
    if (style.clipPath !== 'none' || control.offsetWidth <= 1) continue;
    let box = control.getBoundingClientRect();

    // What scrolls sideways by itself, a wide table, shows all its words by that.
    const texts = document.createTreeWalker(control, NodeFilter.SHOW_TEXT);
    const scrolls = /auto|scroll/.test(style.overflowX);
    for (let text = scrolls ? null : texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement!;
      if (isSpokenOnly(parent) || getComputedStyle(parent).clipPath !== 'none') continue;
      if (getComputedStyle(parent).textOverflow === 'ellipsis') continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const { left, right } of range.getClientRects()) {
        if (right - left > 0 && (left < box.left - SLACK || right > box.right + SLACK))
          faults.push(`the words leave their control: ${nameOf(control)}`);
      }
    }

    // Only a script can scroll what clips.
    for (let around = control.parentElement; around; around = around.parentElement) {
      const { overflowX, overflowY, position } = getComputedStyle(around);
      const edge = around.getBoundingClientRect();
      if (clips(overflowX) && (box.left < edge.left - SLACK || box.right > edge.right + SLACK))
        faults.push(`cut off at a side of <${around.className}>: ${nameOf(control)}`);
      if (clips(overflowY) && (box.top < edge.top - SLACK || box.bottom > edge.bottom + SLACK))
        faults.push(`cut off above or below in <${around.className}>: ${nameOf(control)}`);
      // Within what scrolls, the scrolling below decides.
      if (/auto|scroll/.test(overflowX + overflowY) || position === 'fixed') break;
    }

    control.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
    box = control.getBoundingClientRect();
    const tall = box.height > innerHeight;
    if (
      box.left < -SLACK ||
      box.right > innerWidth + SLACK ||
      (!tall && (box.top < -SLACK || box.bottom > innerHeight + SLACK))
    )
      faults.push(
        `out of reach at ${Math.round(box.left)},${Math.round(box.top)}: ${nameOf(control)}`,
      );
    else {
      const x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2;
      const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
      const top = document.elementFromPoint(x, y);
      // It goes by itself, after seconds.
      if (top?.closest('.toast')) continue;
      const label = control.closest('label');
      if (top && !control.contains(top) && !top.contains(control) && !label?.contains(top))
        faults.push(`covered by ${nameOf(top)}: ${nameOf(control)}`);
    }
  }
  scrollTo(0, 0);
  for (const [element, left, top] of scrolled) element.scrollTo({ left, top, behavior: 'instant' });
  return [...new Set(faults)];
}
