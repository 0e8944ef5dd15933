import { expect, test } from 'vitest';
import { Plan, type PlanNote } from '../../../../src/app/import/plan.svelte';
import { sourceOf } from '../../../../src/app/import/source';
import { cropOfBox } from '../../../../src/engine/exchange/boxes';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import type { LazyItem } from '../../../../src/runtime/import';
import type { Services } from '../../../../src/runtime/services';

/** Folders of files through the plan that the screen shows, for the tests of what it makes of them. */

/** Pictures are 200 x 100 pixels: decoding them is the browser's. */
export const SIZE = { width: 200, height: 100 };
class Desk extends ExchangeDesk {
  override size(): Promise<typeof SIZE> {
    return Promise.resolve(SIZE);
  }
}

export type Files = Readonly<Record<string, string | Blob | object>>;
/** Individual; crop in fractions; fields, and facts of a file beside the photo, as they are kept. */
export interface Want {
  readonly i?: string | null;
  readonly c?: readonly number[] | null;
  readonly [field: string]: unknown;
}

export async function planOf(files: Files): Promise<{ plan: Plan; items: readonly LazyItem[] }> {
  const services = { exchange: new Desk() } as unknown as Services;
  const found = Object.entries(files).map(([path, body]) => {
    const content = typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body);
    return { path, file: new File([content], path.split('/').at(-1)!) };
  });
  const plan = await Plan.open(await sourceOf(found, null, services), services);
  return { plan, items: await plan.items() };
}

export const boxOf = ({ crop, box }: LazyItem): number[] | null => {
  const made = crop ?? (box && cropOfBox(box, SIZE));
  return made ? [made.x, made.y, made.width, made.height].map((side) => +side.toFixed(4)) : null;
};

/** Each photo of the import, in any order; `notes`: what is said, by kind. */
export function run(
  name: string,
  files: Files,
  want: Readonly<Record<string, Want | readonly Want[]>>,
  notes: readonly PlanNote['kind'][] = [],
): void {
  test(name, async () => {
    const { plan, items } = await planOf(files);
    expect(plan.failure).toBeNull();
    const wanted = Object.entries(want).flatMap(([path, each]) =>
      (Array.isArray(each) ? (each as Want[]) : [each as Want]).map((one) => ({ path, one })),
    );
    expect(items.map((item) => item.name).sort()).toEqual(wanted.map(({ path }) => path).sort());
    for (const path of Object.keys(want)) {
      const got = items.filter((item) => item.name === path);
      for (const [at, { one }] of wanted.filter((each) => each.path === path).entries()) {
        const item = got[at]!;
        const { i, c, ...fields } = one;
        if (i !== undefined) expect(item.individual ?? null, path).toBe(i);
        if (c !== undefined) expect(boxOf(item), path).toEqual(c);
        const all: Readonly<Record<string, unknown>> = { ...item.beside, ...item.fields };
        for (const [field, value] of Object.entries(fields))
          expect(all[field] ?? null, `${path} ${field}`).toEqual(value);
      }
    }
    expect([...new Set(plan.report.map(({ kind }) => kind))].sort()).toEqual([...notes].sort());
  });
}

/** 20, 20 to 80, 60 of 200 x 100 pixels. */
export const C = [0.1, 0.2, 0.3, 0.4];
export const table = (text: string): Files => ({ 'f/a.jpg': '', 'f/b.jpg': '', 'f/t.csv': text });
export const md = (images: readonly object[], names: object = {}): object => ({
  images,
  detection_categories: { 1: 'animal', 2: 'person', ...names },
});
export const found = (bbox: readonly number[], category = '1', conf = 0.9): object => ({
  ...{ category, conf, bbox },
});
export const MARK = found([0.1, 0.2, 0.3, 0.4]);
export const OTHER = found([0.6, 0.2, 0.3, 0.4]);
export const D = [0.6, 0.2, 0.3, 0.4];
