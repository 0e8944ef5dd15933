/**
 * `npx tsx tests/bench/sorting/speed.ts [PHOTOS] [DIMENSION]`: how long groups of generated photos
 * take, whole, with 100 photos more, and as learnt; and mistakes among as many names. One thread,
 * as the worker has.
 */
import { learn } from '../../../src/engine/learning';
import { SortingDesk, type Joining } from '../../../src/engine/sorting';

const [count = 5000, dimension = 1280] = process.argv.slice(2).map(Number);
const EACH = 10;
const MORE = 100;

let state = 1;
const next = (): number => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647;
const normal = (): number => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());

const all = photos(count + MORE);
const some = part(all, count);
const joining: Joining = { basis: 'encoder', cut: 0.45, weights: [-9, 20] };
const named = photos(600);
const learnt = learn({ ...named, encounters: Int32Array.from(named.photoIds.keys()) });
console.log(`${count} photos of ${Math.ceil(count / EACH)} animals, ${dimension} numbers each`);

const desk = new SortingDesk();
const plain = { learnt: null, named: null, fallback: joining };
await timed('groups, as the encoder sees them', () =>
  desk.groups({ photos: some, ...plain }, quiet),
);
await timed(`groups, ${MORE} photos more`, () => desk.groups({ photos: all, ...plain }, quiet));
await timed('groups, as learnt', () =>
  new SortingDesk().groups(
    {
      photos: some,
      learnt: learnt.whitening && {
        whitening: learnt.whitening,
        strength: learnt.strength!,
        signature: '',
      },
      named: { ...named, encounters: Int32Array.from(named.photoIds.keys()) },
      fallback: joining,
    },
    quiet,
  ),
);
await timed('mistakes', () =>
  new SortingDesk().mistakes(
    {
      ...some,
      individuals: Int32Array.from(some.photoIds, (_, row) => Math.floor(row / EACH)),
      individualIds: Array.from({ length: Math.ceil(count / EACH) }, (_, i) => String(i)),
      copies: [],
      dismissed: [],
    },
    quiet,
  ),
);

function quiet(): void {
  // Progress is not what is measured.
}

async function timed(what: string, work: () => Promise<unknown>): Promise<void> {
  const start = performance.now();
  const found = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const many = Array.isArray(found)
    ? `${found.length} mistakes`
    : `${(found as { groups: readonly unknown[] }).groups.length} groups`;
  console.log(`${what}: ${seconds} s, ${many}`);
}

/** Each animal is a point, each photo that point and noise. */
function photos(total: number) {
  const vectors = new Float32Array(total * dimension);
  let centre: number[] = [];
  for (let row = 0; row < total; row++) {
    if (row % EACH === 0) centre = Array.from({ length: dimension }, normal);
    const photo = centre.map((x) => x + 0.9 * normal());
    const length = Math.hypot(...photo);
    vectors.set(
      photo.map((x) => x / length),
      row * dimension,
    );
  }
  const photoIds = Array.from(
    { length: total },
    (_, row) => `photo-${String(row).padStart(6, '0')}`,
  );
  return {
    ...{ photoIds, vectors, dimension, apart: [], notAll: [] },
    individuals: Int32Array.from(photoIds, (_, row) => Math.floor(row / EACH)),
    encounters: Int32Array.from(photoIds.keys()),
  };
}

function part<Some extends typeof all>(photos: Some, rows: number): Some {
  return {
    ...photos,
    photoIds: photos.photoIds.slice(0, rows),
    vectors: photos.vectors.subarray(0, rows * dimension),
    encounters: photos.encounters.subarray(0, rows),
  };
}
