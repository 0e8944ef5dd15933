/**
 * `npx tsx tests/bench/sorting/measure.ts FILE.json...`: groups of photos whose names are not told,
 * with none and with half of the individuals named, and mistakes found where a tenth of the names
 * are swapped. Each FILE is as `tools/evaluation/embeddings.ts` writes them; `compare.py` has the
 * same figures of k-means and DBSCAN.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { learn } from '../../../src/engine/learning';
import { takeRows } from '../../../src/engine/learning/sample';
import {
  fitJoining,
  mistakesOf,
  SortingDesk,
  type Group,
  type Joining,
  type NamedRows,
} from '../../../src/engine/sorting';
import { readSet, tableOf, type NamedSet } from '../../../tools/evaluation/sets';

const card = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../public/models/default.json'), 'utf8'),
) as { readonly calibration: { readonly joining: Joining } };

const sets = process.argv.slice(2).map(readSet);
for (const set of sets) {
  await groupsOfUnnamed(set, card.calibration.joining, 'cut of the card');
  // The card was fitted on these very sets: what a cut of the others gives is not flattered.
  const others = sets.filter((other) => other !== set);
  const joining = fitJoining(
    others.map((other) => ({ table: tableOf(other), individuals: other.individuals })),
    'encoder',
  );
  if (joining) await groupsOfUnnamed(set, joining, 'cut of the other sets');
  for (const half of [0, 1]) await groupsOfHalf(set, half);
  for (const seed of [1, 2, 3]) swapped(set, seed);
}

async function groupsOfUnnamed(
  set: NamedSet,
  joining: Omit<Joining, 'basis'>,
  how: string,
): Promise<void> {
  const rows = [...set.photoIds.keys()];
  const { groups } = await new SortingDesk().groups(
    {
      photos: photosOf(set, rows),
      learnt: null,
      named: null,
      fallback: { ...joining, basis: 'encoder' },
    },
    () => undefined,
  );
  report(`${set.name}, no names (${how})`, set, rows, groups);
}

/** Every second individual has names, and the photos of the others are grouped. */
async function groupsOfHalf(set: NamedSet, half: number): Promise<void> {
  const all = [...set.photoIds.keys()];
  const isNamed = (row: number): boolean => set.individuals[row]! % 2 === half;
  const named = takeRows(
    { ...set, encounters: Int32Array.from(all) },
    Int32Array.from(all.filter(isNamed)),
  );
  const learnt = learn(named);
  const rows = all.filter((row) => !isNamed(row));
  const { groups, basis } = await new SortingDesk().groups(
    {
      photos: photosOf(set, rows),
      learnt: learnt.whitening && {
        whitening: learnt.whitening,
        strength: learnt.strength!,
        signature: 'half',
      },
      named,
      fallback: { ...card.calibration.joining, basis: 'encoder' },
    },
    () => undefined,
  );
  const how = `${basis ?? 'none'}, ${learnt.whitening ? 'learnt' : 'not learnt'}`;
  report(`${set.name}, half named (${how})`, set, rows, groups);
}

function photosOf({ photoIds, vectors, dimension }: NamedSet, rows: readonly number[]) {
  const some = new Float32Array(rows.length * dimension);
  for (const [to, from] of rows.entries())
    some.set(vectors.subarray(from * dimension, (from + 1) * dimension), to * dimension);
  return {
    photoIds: rows.map((row) => photoIds[row]!),
    vectors: some,
    dimension,
    encounters: Int32Array.from(rows.keys()),
    apart: [],
    notAll: [],
  };
}

function report(
  title: string,
  set: NamedSet,
  rows: readonly number[],
  groups: readonly Group[],
): void {
  const of = new Map(set.photoIds.map((id, row) => [id, set.individuals[row]!]));
  let [pairs, right, same] = [0, 0, 0];
  for (const { photoIds } of groups) {
    for (const a of photoIds) {
      for (const b of photoIds) {
        if (a >= b) continue;
        pairs += 1;
        if (of.get(a) === of.get(b)) right += 1;
      }
    }
  }
  for (const [i, a] of rows.entries())
    for (const b of rows.slice(0, i)) if (set.individuals[a] === set.individuals[b]) same += 1;
  const pure = groups.filter(({ photoIds }) => new Set(photoIds.map((id) => of.get(id))).size < 2);
  const said = groups.reduce((sum, { probability }) => sum + probability, 0) / groups.length;
  console.log(
    `${title}: ${rows.length} photos, ${groups.length} groups of ` +
      `${groups.reduce((sum, { photoIds }) => sum + photoIds.length, 0)} photos, precision ` +
      `${(right / pairs).toFixed(3)}, recall ${(right / same).toFixed(3)}, of one animal ` +
      `${(pure.length / groups.length).toFixed(3)} (said ${said.toFixed(3)})`,
  );
}

/** Names of a tenth of the photos are exchanged two by two. */
function swapped(set: NamedSet, seed: number): void {
  let state = seed * 7919;
  const below = (n: number): number => {
    state = (state * 16_807) % 2_147_483_647;
    return state % n;
  };
  const { individuals, individualIds, photoIds } = set;
  const names = individuals.slice();
  const order = [...photoIds.keys()]
    .map((row) => ({ row, at: below(1e9) }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row);
  const count = 2 * Math.round(photoIds.length / 20);
  const wrong = new Set<string>();
  while (wrong.size < count) {
    const a = order.pop()!;
    const b = order.find((row) => individuals[row] !== individuals[a])!;
    order.splice(order.indexOf(b), 1);
    names[a] = individuals[b]!;
    names[b] = individuals[a]!;
    wrong.add(photoIds[a]!).add(photoIds[b]!);
  }
  const rows: NamedRows = {
    ...set,
    ...{ individuals: names, individualIds, copies: [], dismissed: [] },
    encounters: Int32Array.from(photoIds.keys()),
  };
  const mistakes = mistakesOf(rows, tableOf(set));
  const lone = mistakes.filter(({ kind }) => kind === 'elsewhere');
  const found = (most: number): string =>
    `${lone.slice(0, most).filter(({ pair }) => wrong.has(pair[0])).length}`;
  console.log(
    `${set.name}, ${count} names swapped (${seed}): ${found(count)} in the first ${count}, ` +
      `${found(2 * count)} in the first ${2 * count}, ${found(Infinity)} among all ` +
      `${lone.length}; alike ${mistakes.filter(({ kind }) => kind === 'alike').length}, several ` +
      `${mistakes.filter(({ kind }) => kind === 'several').length}`,
  );
}
