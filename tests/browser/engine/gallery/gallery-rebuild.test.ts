import { afterEach, expect, test } from 'vitest';
import { GRAPH_PARAMETERS } from '../../../../src/engine/index/limits';
import { decodeSnapshot, encodeSnapshot } from '../../../../src/engine/index/snapshot';
import { Library } from '../../../../src/engine/library';
import {
  add,
  bruteForce,
  close,
  closeAll,
  embedding,
  ENCODER,
  fill,
  fresh,
  ids,
  near,
  open,
  type Opened,
} from './gallery-helpers';
import { FINGERPRINT, photo } from '../library/library-helpers';

/** A library is read back a thousand embeddings at a time: some times as many. */
const MANY = import.meta.env['HUELLA_LONG'] ? 6000 : 2100;
const idOf = (i: number) => `photo-${String(i).padStart(6, '0')}`;
const query = (i: number) => near(i * 7, 90_000 + i);

afterEach(closeAll);

async function filled(count: number): Promise<{ name: string; vectors: Float32Array[] }> {
  const name = fresh();
  (await Library.open(name)).close();
  return { name, vectors: await fill(name, count, count / 10, { pictures: false }) };
}

async function putSnapshot(name: string, bytes: ArrayBuffer): Promise<void> {
  const library = await Library.open(name);
  await library.putSnapshot(FINGERPRINT, bytes);
  library.close();
}

test('while a damaged index is read back from the library, searches already give the whole answer', async () => {
  const { name, vectors } = await filled(MANY);
  await putSnapshot(name, new ArrayBuffer(5000));
  const seen: [number, number][] = [];
  const { gallery, library } = await open(name, {
    ...ENCODER,
    onProgress: (done, total) => seen.push([done, total]),
  });
  expect(gallery.diagnostics()).toMatchObject({ origin: 'rebuilt-corrupt', indexed: MANY });
  expect(gallery.diagnostics().unread).toBeGreaterThan(MANY - 2000);
  const truth = bruteForce(vectors, query(0), 6);
  // By individual, filtered, and with what is added and deleted at the same time.
  const answers = await Promise.all([
    gallery.search(query(0), { k: 5 }),
    gallery.search(query(1), { k: 5, by: 'individual' }),
    gallery.search(query(2), { k: 3, accept: ({ individualId }) => individualId === 'c14' }),
    add(gallery, 'new', query(3)).then(() => gallery.search(query(3), { k: 1 })),
    gallery
      .write((library) => library.deletePhotos([truth[5]!]))
      .then(() => gallery.search(query(0), { k: 6 })),
  ]);
  expect(answers.flat().every(({ exact }) => exact)).toBe(true);
  const [photos, individuals, filtered, added, without] = answers;
  expect(ids(photos)).toEqual(truth.slice(0, 5));
  expect(individuals[0]?.photoId).toBe(bruteForce(vectors, query(1), 1)[0]);
  expect(individuals).toHaveLength(5);
  expect(new Set(filtered.map(({ individualId }) => individualId))).toEqual(new Set(['c14']));
  expect(added[0]?.name).toBe('new.jpg');
  expect(ids(without)).toEqual(bruteForce(vectors, query(0), 7).filter((id) => id !== truth[5]));

  await expect.poll(() => seen.at(-1)).toEqual([MANY, MANY]);
  expect(gallery.diagnostics()).toMatchObject({
    unread: 0,
    indexed: MANY,
    unusable: 0,
    trouble: '',
  });
  await expect.poll(() => library.snapshot(FINGERPRINT), { timeout: 10_000 }).not.toBeNull();
});

test('closed while it is read back, the gallery lets go at once and the next one begins again; a filtered search reads no more than it needs while the rest is still to come', async () => {
  const { name, vectors } = await filled(5000);
  await close(await open(name));
  const { gallery } = await open(name);
  const accept = ({ individualId }: { individualId: string | null }) => individualId === 'c499';
  const found = await gallery.search(query(4), { k: 3, accept });
  expect(gallery.diagnostics().unread).toBeGreaterThan(0);
  expect(ids(found)).toEqual(
    bruteForce(vectors, query(4), 5000)
      .filter((id) => Number(id.slice(6)) % 500 === 499)
      .slice(0, 3),
  );
  expect(ids(await gallery.search(query(5)))).toEqual(bruteForce(vectors, query(5), 10));
});

test('what memory has no room for is searched in the library', async () => {
  const { name, vectors } = await filled(800);
  const { gallery } = await open(name, { ...ENCODER, index: { codeBudget: 32 * 500 } });
  for (let i = 0; i < 5; i++) {
    expect(ids(await gallery.search(query(i), { k: 10 }))).toEqual(
      bruteForce(vectors, query(i), 10),
    );
  }
  await gallery.write((library) => library.deletePhotos([idOf(700)]));
  expect(ids(await gallery.search(vectors[700]!, { k: 20 }))).not.toContain(idOf(700));
});

test('one photo more does not write the whole index again', async () => {
  const { name } = await filled(300);
  const first = await open(name);
  await expect.poll(() => first.gallery.diagnostics().unread).toBe(0);
  await first.gallery.flush();
  const before = (await first.library.snapshot(FINGERPRINT))!;
  const extra = await add(first.gallery, 'one more', query(6));
  await first.gallery.flush();
  expect((await first.library.snapshot(FINGERPRINT))!.byteLength).toBe(before.byteLength);
  await close(first);
  const again = await open(name);
  expect(ids(await again.gallery.search(query(6), { k: 1 }))).toEqual([extra]);
  expect(again.gallery.diagnostics()).toMatchObject({ origin: 'restored', indexed: 301 });
});

const WITH_GRAPH = { ...ENCODER, index: { exactBytes: 0 } };
const graph = ({ gallery }: Opened) => {
  const { graphSize, graphDead } = gallery.diagnostics();
  return { graphSize, graphDead };
};

test('when a quarter of the graph is dead it is built anew in the background, and the old one serves', async () => {
  const { name } = await filled(500);
  const both = await open(name, WITH_GRAPH);
  await expect
    .poll(() => graph(both), { timeout: 30_000 })
    .toEqual({ graphSize: 500, graphDead: 0 });
  const gone = new Set(Array.from({ length: 130 }, (_, i) => idOf(i)));
  await both.gallery.write((library) => library.deletePhotos([...gone]));
  const states = [];
  do {
    const found = await both.gallery.search(query(states.length), { k: 10 });
    expect(found.every(({ photoId, exact }) => !gone.has(photoId) && !exact)).toBe(true);
    expect(found).toHaveLength(10);
    states.push(graph(both));
    await new Promise((resolve) => setTimeout(resolve, 1));
  } while (states.at(-1)!.graphDead > 0 && states.length < 5000);
  expect(states[0]).toEqual({ graphSize: 370, graphDead: 130 });
  expect(states.at(-1)).toEqual({ graphSize: 370, graphDead: 0 });
});

test('a graph whose module throws is replaced by itself, and no answer is wrong meanwhile', async () => {
  const { name, vectors } = await filled(500);
  const first = await open(name, WITH_GRAPH);
  await expect
    .poll(() => graph(first), { timeout: 30_000 })
    .toEqual({ graphSize: 500, graphDead: 0 });
  // A saving that began before the graph was there may be the one that ends last.
  const saved = async (): Promise<ArrayBuffer> => {
    await first.gallery.flush({ always: true });
    return (await first.library.snapshot(FINGERPRINT))!;
  };
  await expect.poll(async () => hasGraph(await saved())).toBe(true);
  const snapshot = await saved();
  await close(first);
  await putSnapshot(name, await withWildLinks(snapshot));

  const again = await open(name, WITH_GRAPH);
  expect(again.gallery.diagnostics()).toMatchObject({ origin: 'restored', graphSize: 500 });
  const found = await again.gallery.search(query(1), { k: 10 });
  expect(found.every(({ exact }) => exact)).toBe(true);
  expect(ids(found)).toEqual(bruteForce(vectors, query(1), 10));
  await expect
    .poll(() => graph(again), { timeout: 30_000 })
    .toEqual({ graphSize: 500, graphDead: 0 });
  const after = await again.gallery.search(query(1), { k: 10 });
  expect(after.some(({ exact }) => exact)).toBe(false);
  expect(ids(after)).toEqual(ids(found));
  expect(again.gallery.diagnostics().trouble).toBe('');
});

async function hasGraph(snapshot: ArrayBuffer): Promise<boolean> {
  const { m, efConstruction } = GRAPH_PARAMETERS;
  const identity = { ...ENCODER, parameters: { m, efConstruction } };
  return (await decodeSnapshot(snapshot, identity)).sections.has('graph');
}

/** Links that lead out of memory, under a checksum that holds: what only a search can notice. */
async function withWildLinks(snapshot: ArrayBuffer): Promise<ArrayBuffer> {
  const { m, efConstruction } = GRAPH_PARAMETERS;
  const identity = { ...ENCODER, parameters: { m, efConstruction } };
  const { sections, ...facts } = await decodeSnapshot(snapshot, identity);
  const words = new Uint32Array(sections.get('graph')!.slice().buffer);
  // After 56 bytes of header: 140 bytes an element, of which 4 count its links, 128 are links, 8
  // its slot and label.
  for (let element = 0; element < facts.rows; element++)
    words.fill(0x3fff_fff0, 14 + 35 * element + 1, 14 + 35 * element + 33);
  const entries = [...sections].map(
    ([name, bytes]) => [name, [name === 'graph' ? words : bytes]] as const,
  );
  return encodeSnapshot(identity, facts, Object.fromEntries(entries));
}

test('an embedding too many is left out, not the gallery', async () => {
  const { name } = await filled(1100);
  const { gallery, library } = await open(name);
  // Past the gallery's own checks, as another build might have stored it.
  await library.addPhoto(await photo('wrong', { embedding: embedding(Float32Array.of(0.6, 0.8)) }));
  expect(await gallery.search(query(1), { k: 3 })).toHaveLength(3);
  expect(gallery.diagnostics()).toMatchObject({ photos: 1101, indexed: 1100, unusable: 1 });
});
