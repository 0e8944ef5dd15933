/**
 * The life of a gallery: random additions, deletions, searches, savings and reloads in two workers,
 * which are terminated at random moments, and snapshots that are damaged. After every step what a
 * search finds is compared with what the database says, read past the library. 40 steps; 10,000
 * with `HUELLA_LONG=1`. `HUELLA_SEED` repeats a run.
 */
import { wrap, type Remote } from 'comlink';
import { deleteDB, openDB, type IDBPDatabase } from 'idb';
import { expect, test } from 'vitest';
import type { GalleryMatch } from '../../../../src/engine/gallery';
import { carryErrors } from '../../../../src/workers/errors';
import { normalNumbers, randomNumbers, unit } from '../../../unit/engine/index/index-data';
import type { LifeDoor, LifeSearch } from './gallery-life.worker';
import { FINGERPRINT } from '../library/library-helpers';

carryErrors();

const STEPS = import.meta.env['HUELLA_LONG'] ? 10_000 : 40;
const SEED = Number(import.meta.env['HUELLA_SEED']) || Math.floor(Math.random() * 2 ** 31);
const DIMENSION = 16;
const NAMES = ['Luna', 'Nube', 'Sol', 'Tigre', 'Zorro'];
const FEW = 24 * DIMENSION;
/**
 * From 24 photos on a graph is built; then also with vectors, and with codes, that do not all fit.
 */
const LIMITS = [
  { exactBytes: FEW, vectorBudget: 1e9, codeBudget: 1e9 },
  { exactBytes: FEW, vectorBudget: 4 * FEW, codeBudget: 1e9 },
  { exactBytes: 1e9, vectorBudget: 1e9, codeBudget: FEW },
];

interface Life {
  readonly worker: Worker;
  readonly door: Remote<LifeDoor>;
}
interface Truth {
  readonly revision: number;
  readonly photos: ReadonlyMap<
    string,
    { name: string; individualId: string | null; vector: Float32Array }
  >;
}

const random = randomNumbers(SEED);
const normal = normalNumbers(random);
const below = (end: number) => Math.floor(random() * end);
const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const centres = NAMES.map(() => Array.from({ length: DIMENSION }, normal));

/** A step that hangs is a failure with a number, not a test that times out. */
async function inTime(step: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('hangs')), 60_000);
  });
  await Promise.race([step, late]).finally(() => clearTimeout(timer));
}

function near(individual: number): Float32Array {
  return unit(Float32Array.from(centres[individual]!, (value) => value + 0.5 * normal()));
}

/** What the database says, read without library and gallery. */
async function read(raw: IDBPDatabase): Promise<Truth> {
  const t = raw.transaction(['photos', 'embeddings', 'vectors', 'counters']);
  const [photos, embeddings, keys, vectors, revision] = await Promise.all([
    t.objectStore('photos').getAll() as Promise<
      { id: string; name: string; individualId: string | null }[]
    >,
    t.objectStore('embeddings').getAll() as Promise<
      { seq: number; photoId: string; fingerprint: string }[]
    >,
    t.objectStore('vectors').getAllKeys(),
    t.objectStore('vectors').getAll() as Promise<ArrayBuffer[]>,
    t.objectStore('counters').get('revision') as Promise<number>,
  ]);
  const bySeq = new Map(keys.map((key, i) => [key, new Float32Array(vectors[i]!)]));
  const byId = new Map(photos.map((photo) => [photo.id, photo]));
  const found = embeddings
    .filter(({ fingerprint, photoId }) => fingerprint === FINGERPRINT && byId.has(photoId))
    .map(
      ({ seq, photoId }) => [photoId, { ...byId.get(photoId)!, vector: bySeq.get(seq)! }] as const,
    );
  return { revision, photos: new Map(found) };
}

/** The answer by definition: everything allowed, sorted; by individual, the first of each. */
function byDefinition(
  { photos }: Truth,
  { vector, by, among, exclude }: LifeSearch,
): { id: string; similarity: number }[] {
  const taken = new Set<string>();
  return [...photos]
    .filter(
      ([id, { name }]) =>
        !exclude.includes(id) && (!among || among.some((one) => name.startsWith(one))),
    )
    .map(([id, photo]) => ({
      id,
      individualId: photo.individualId,
      similarity: photo.vector.reduce((sum, value, i) => sum + value * vector[i]!, 0),
    }))
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
    .filter(({ individualId }) => {
      if (by === 'photo' || individualId === null) return true;
      if (taken.has(individualId)) return false;
      taken.add(individualId);
      return true;
    });
}

test(`${STEPS} steps of a gallery's life`, { timeout: 60_000 + STEPS * 400 }, async () => {
  console.info(`HUELLA_SEED=${SEED}`);
  const name = `gallery-life-${crypto.randomUUID()}`;
  const lives: (Life | null)[] = [null, null];
  const alive = new Set<string>();
  const gone = new Set<string>();
  const discarded = new Map<string, string[]>();
  const counts = {
    exact: 0,
    approximate: 0,
    recalled: 0,
    wanted: 0,
    kills: 0,
    rebuilt: 0,
    damaged: 0,
  };
  let next = 0;

  const spawn = (slot: number): Life => {
    const worker = new Worker(new URL('./gallery-life.worker.ts', import.meta.url), {
      type: 'module',
    });
    return (lives[slot] = { worker, door: wrap<LifeDoor>(worker) });
  };
  const kill = (slot: number): void => {
    lives[slot]?.worker.terminate();
    lives[slot] = null;
  };
  const life = async (slot: number): Promise<Remote<LifeDoor>> => {
    const there = lives[slot];
    if (there) return there.door;
    const { door } = spawn(slot);
    if ((await door.open(name, DIMENSION, pick(LIMITS))) !== 'restored') counts.rebuilt++;
    return door;
  };
  const newPhoto = (): [string, Float32Array, string | null] => {
    const individual = below(NAMES.length);
    // Every tenth is the double of another: ties.
    const vector = random() < 0.1 && lastVector ? lastVector : near(individual);
    lastVector = vector;
    return [`${NAMES[individual]} ${next++}`, vector, random() < 0.5 ? NAMES[individual]! : null];
  };
  let lastVector: Float32Array | null = null;
  const someIds = (): string[] =>
    Array.from({ length: Math.min(alive.size, 1 + below(3)) }, () => pick([...alive]));
  const forget = (ids: readonly string[]): void => {
    for (const id of ids) alive.delete(id);
  };

  await life(0);
  const raw = await openDB(name);

  /** What was acknowledged is there, and what was taken away is not. */
  const verify = async (): Promise<void> => {
    const { photos } = await read(raw);
    expect([...alive].filter((id) => !photos.has(id))).toEqual([]);
    expect([...gone].filter((id) => photos.has(id))).toEqual([]);
  };
  const check = (
    found: readonly GalleryMatch[],
    wanted: ReturnType<typeof byDefinition>,
    k: number,
  ): void => {
    const best = wanted.slice(0, k);
    const all = new Map(wanted.map(({ id, similarity }) => [id, similarity]));
    expect(found).toHaveLength(best.length);
    if (found.every(({ exact }) => exact)) {
      expect(found.map(({ photoId }) => photoId)).toEqual(best.map(({ id }) => id));
      counts.exact++;
    } else {
      counts.approximate++;
      counts.wanted += best.length;
      counts.recalled += found.filter(({ photoId }) =>
        best.some(({ id }) => id === photoId),
      ).length;
    }
    for (const { photoId, similarity } of found)
      expect(similarity).toBeCloseTo(all.get(photoId)!, 9);
  };
  const search = async (slot: number): Promise<void> => {
    const door = await life(slot);
    const options: LifeSearch = {
      vector: near(below(NAMES.length)),
      k: pick([1, 3, 10, 1000]),
      exact: random() < 0.3,
      by: random() < 0.7 ? 'photo' : 'individual',
      among: random() < 0.3 ? [pick(NAMES)] : null,
      exclude: random() < 0.2 ? someIds() : [],
    };
    for (;;) {
      const truth = await read(raw);
      const found = await door.search(options);
      // What a killed worker had already handed over may still be written.
      if ((await read(raw)).revision !== truth.revision) continue;
      check(found, byDefinition(truth, options), options.k);
      if (options.exact) expect(found.every(({ exact }) => exact)).toBe(true);
      return;
    }
  };

  /** Something is begun and the worker terminated in the middle of it, or before, or after. */
  const killDuring = async (slot: number): Promise<void> => {
    counts.kills++;
    if (random() < 0.3) {
      kill(slot);
      void spawn(slot).door.open(name, DIMENSION, pick(LIMITS));
    } else {
      const door = await life(slot);
      const ids = someIds();
      const dice = random();
      if (dice < 0.4) for (let i = 0; i < 3; i++) void door.add(...newPhoto());
      else if (dice < 0.6) {
        forget(ids);
        void door.remove(ids);
      } else if (dice < 0.8) void door.save();
      else
        void door.search({
          vector: near(0),
          k: 10,
          exact: true,
          by: 'photo',
          among: null,
          exclude: [],
        });
    }
    await pause(random() * 12);
    kill(slot);
    await verify();
  };

  const damage = async (): Promise<void> => {
    kill(0);
    kill(1);
    const snapshot = (await raw.get('snapshots', FINGERPRINT)) as ArrayBuffer | undefined;
    if (!snapshot) return;
    const bytes = new Uint8Array(
      snapshot.slice(0, random() < 0.3 ? below(snapshot.byteLength) : undefined),
    );
    if (bytes.length === snapshot.byteLength) bytes[below(bytes.length)]! ^= 1 << below(8);
    await raw.put('snapshots', bytes.buffer, FINGERPRINT);
    const { door } = spawn(0);
    expect(await door.open(name, DIMENSION, pick(LIMITS))).toBe('rebuilt-corrupt');
    counts.damaged++;
    await search(0);
  };

  const step = async (slot: number, dice: number): Promise<void> => {
    if (dice < 0.3) {
      if (alive.size > 200) return search(slot);
      const door = await life(slot);
      const added = await Promise.all(
        Array.from({ length: 1 + below(4) }, () => door.add(...newPhoto())),
      );
      for (const id of added) alive.add(id);
    } else if (dice < 0.32) {
      await (await life(slot)).addForeign(`foreign ${next++}`, near(0));
    } else if (dice < 0.42) {
      const ids = someIds();
      await (await life(slot)).remove(ids);
      forget(ids);
      for (const id of ids) gone.add(id);
    } else if (dice < 0.46) {
      const ids = someIds();
      if (ids.length === 0) return;
      const entry = crypto.randomUUID();
      await (await life(slot)).discard(ids, entry);
      forget(ids);
      discarded.set(entry, ids);
    } else if (dice < 0.48) {
      const [back] = discarded;
      if (!back) return;
      discarded.delete(back[0]);
      await (await life(slot)).undo(back[0]);
      for (const id of back[1]) alive.add(id);
    } else if (dice < 0.51) {
      await (await life(slot)).save();
    } else if (dice < 0.53) {
      await (await life(slot)).close();
      kill(slot);
    } else if (dice < 0.57) {
      await killDuring(slot);
    } else if (dice < 0.58) {
      await damage();
    } else {
      await search(slot);
    }
  };

  try {
    for (let i = 0; i < STEPS; i++) {
      // A few steps might have no kill.
      const dice = i % 30 === 29 ? 0.55 : random();
      try {
        await inTime(step(below(2), dice));
        if (i % 1000 === 999) console.info(`${i + 1} steps: ${JSON.stringify(counts)}`);
      } catch (cause) {
        throw new Error(`step ${i} (${dice.toFixed(3)}) of HUELLA_SEED=${SEED}: ${String(cause)}`, {
          cause,
        });
      }
    }
    await verify();
    console.info(JSON.stringify(counts));
    expect(counts.exact).toBeGreaterThan(STEPS / 10);
    expect(counts.kills).toBeGreaterThan(0);
    if (counts.wanted > 200) expect(counts.recalled / counts.wanted).toBeGreaterThan(0.95);
  } finally {
    kill(0);
    kill(1);
    raw.close();
    await deleteDB(name);
  }
});
