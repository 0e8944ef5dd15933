/**
 * Photos that come one at a time lie in packs of one, and a new device needs a request for each
 * pack. Small ones are therefore joined into larger packs; an entry says that these hold the parts
 * from then on. The old packs stay, for devices that know only those.
 */
import { compare, type State } from './state';
import { BYTES, type Inventory, type PartKey } from './parts';

/** A part that is on this device, and the pack that the state names for it. */
interface Placed extends PartKey {
  readonly pack: string;
}

/**
 * Parts of the packs that are worth joining. What is joined has at least twice the photos of each of
 * these packs, so a part is sent nine times at most until it is in a large pack (of 1, 2, 4, … 256
 * photos), and at most eight packs stay small.
 * @param contents of the photos in gallery and trash
 * @param most photos that one pack has room for; packs of half of that stay, since two of them
 *   would be two packs again
 */
export function partsToJoin(
  contents: readonly string[],
  here: Inventory,
  state: State,
  most: number,
): PartKey[] {
  const placed = contents.flatMap((content) => placedOf(content, here, state));
  const photos = new Map<string, Set<string>>();
  for (const { pack, content } of placed) {
    photos.set(pack, (photos.get(pack) ?? new Set()).add(content));
  }
  const sizes = [...photos].map(([pack, { size }]) => [pack, size] as const);
  const joined = new Set(worthJoining(sizes.filter(([, size]) => size < most / 2)));
  return placed
    .filter(({ pack }) => joined.has(pack))
    .map(({ content, what }) => ({ content, what }));
}

/** From the smallest on, as far as one has no more photos than all before it together. */
function worthJoining(packs: readonly (readonly [string, number])[]): string[] {
  const sorted = [...packs].sort(([a, m], [b, n]) => m - n || compare(a, b));
  let sum = 0;
  let count = 0;
  for (const [i, [, size]] of sorted.entries()) {
    if (size <= sum) count = i + 1;
    sum += size;
  }
  return sorted.slice(0, count).map(([pack]) => pack);
}

function placedOf(content: string, here: Inventory, state: State): Placed[] {
  const found: Placed[] = [];
  for (const [what, heads] of state.records(BYTES).get(content) ?? []) {
    const pack = heads[0]?.value;
    const isHere = here.get(content)?.has(what);
    if (typeof pack === 'string' && isHere) found.push({ content, what, pack });
  }
  return found.sort((a, b) => compare(a.what, b.what));
}
