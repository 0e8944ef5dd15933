import { deleteDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { Library } from '../../../../src/engine/library';
import { contents, FINGERPRINT, photo } from './library-helpers';

const OTHER = 'e'.repeat(64);
const name = 'library-usage';
let library: Library;

afterEach(async () => {
  library.close();
  await deleteDB(name);
});

async function filled(): Promise<void> {
  library = await Library.open(name);
  for (const text of ['one', 'three', 'seven']) {
    const added = await library.addPhoto(await photo(text));
    if (added.kind === 'added') {
      const vector = new Float32Array(16);
      vector[0] = 1;
      await library.addEmbedding(added.photo.id, { fingerprint: OTHER, vector });
    }
  }
  await library.putSnapshot(OTHER, new ArrayBuffer(1000));
}

test('says what takes how much: files once, vectors and indexes by encoder, the trash apart', async () => {
  await filled();
  const [first] = await library.photos();
  const { originals, thumbnails, encoders, trash } = await library.usage();
  expect(originals).toBe('onethreeseven'.length);
  expect(thumbnails).toBe('small onesmall threesmall seven'.length);
  expect(
    Object.fromEntries(encoders.map(({ fingerprint, ...rest }) => [fingerprint, rest])),
  ).toEqual({
    [FINGERPRINT]: { photos: 3, bytes: 3 * 8 * 4 },
    [OTHER]: { photos: 3, bytes: 3 * 16 * 4 + 1000 },
  });
  expect(trash).toEqual({ photos: 0, bytes: 0 });

  await library.act({ kind: 'delete-photos', photoIds: [first!.id] });
  const after = await library.usage();
  expect(after.trash).toEqual({ photos: 1, bytes: first!.byteLength });
  expect(after.originals).toBe('onethreeseven'.length - first!.byteLength);
  expect(after.encoders.map(({ photos }) => photos).sort()).toEqual([3, 3]);
});

test('forgetting an encoder takes its vectors and index, in the trash too, and nothing else', async () => {
  await filled();
  const [first] = await library.photos();
  await library.act({ kind: 'delete-photos', photoIds: [first!.id] });
  const gone: number[] = [];
  library.onChange((change) => {
    if (change.kind === 'unembedded') gone.push(...change.seqs);
  });
  await library.forgetEncoder(OTHER);
  expect(gone).toHaveLength(3);
  expect(await library.snapshot(OTHER)).toBeNull();
  expect((await library.usage()).encoders).toEqual([
    { fingerprint: FINGERPRINT, photos: 3, bytes: 96 },
  ]);
  expect(await contents(name)).toMatchObject({
    photos: 2,
    trash: 1,
    originals: 3,
    embeddings: 3,
    vectors: 3,
  });
  expect(
    await library.integrityCheck({ expected: { fingerprint: FINGERPRINT, dimension: 8 } }),
  ).toEqual([]);
});
