/**
 * What photos have beside their records: a thumbnail, and an embedding by each encoder. It belongs
 * to a content (a file and the crop in it), not to a photo's id, so two devices that added the same
 * picture share it, and a new crop has parts of its own. Which pack holds a part is a field of the
 * state like any other: kind `bytes`, the content as its id, the part's name as the field.
 */
import { contentOf, type PartKey, type PhotoRecord } from '../library';
import type { Records } from './records';
import type { State, Write } from './state';

export { THUMBNAIL, type Part, type PartKey } from '../library';

export const BYTES = 'bytes';

/** Names of the parts of each content that are on this device. */
export type Inventory = ReadonlyMap<string, ReadonlySet<string>>;

/** Photos in the gallery and in the trash, each content once, newest first. */
export function contentsOf({ photos, trash }: Pick<Records, 'photos' | 'trash'>): PhotoRecord[] {
  const byContent = new Map<string, PhotoRecord>();
  for (const photo of [...photos, ...trash.map((one) => one.photo)]) {
    if (!byContent.has(contentOf(photo))) byContent.set(contentOf(photo), photo);
  }
  return [...byContent.values()].sort((a, b) => b.importedAt - a.importedAt);
}

/** Parts that are here and of which the state names no pack. */
export function unshared(contents: readonly string[], here: Inventory, state: State): PartKey[] {
  return contents.flatMap((content) => {
    const there = state.records(BYTES).get(content);
    const names = [...(here.get(content) ?? [])].sort();
    return names
      .filter((what) => typeof there?.get(what)?.[0]?.value !== 'string')
      .map((what) => ({ content, what }));
  });
}

/** Packs that hold parts that are not here, with what to take from each. */
export function missing(
  contents: readonly string[],
  here: Inventory,
  state: State,
): Map<string, PartKey[]> {
  const wanted = new Map<string, PartKey[]>();
  for (const content of contents) {
    for (const [what, heads] of state.records(BYTES).get(content) ?? []) {
      const pack = heads[0]?.value;
      if (typeof pack !== 'string' || here.get(content)?.has(what)) continue;
      const keys = wanted.get(pack) ?? [];
      keys.push({ content, what });
      wanted.set(pack, keys);
    }
  }
  return wanted;
}

/** Says for each part which pack holds it; null: none that can be read does. */
export function partWrites(keys: readonly PartKey[], pack: string | null): Write[] {
  const fields = new Map<string, Record<string, string | null>>();
  for (const { content, what } of keys) {
    fields.set(content, { ...fields.get(content), [what]: pack });
  }
  return [...fields].map(([content, packs]) => [BYTES, content, packs]);
}
