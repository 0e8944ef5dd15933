/**
 * What runs inside the app's page of a member (`share-member.ts`) beside the app: what a person does
 * to the gallery, at the pace of a script, through the library itself; and all that people could
 * tell apart of two galleries.
 */
import { sha256Of } from '../../src/engine/hash';
import { Library, TRASH_PREFIX } from '../../src/engine/library';

const SHARED = ['photos', 'individuals', 'journal', 'matches', 'trash'] as const;
const NAMES = ['Luna', 'luna', 'Sol', 'Niebla', 'Trufa', null];
const NOTES = ['limps', 'collar', ''];
/** Pixels of a thumbnail's side. */
const SIDE = 24;

const opening = Library.open();

/** Adds a photo as the app would, with an embedding that its name decides. @returns its SHA-256 */
async function bring(
  name: string,
  individual: string | null,
  encoder: { readonly fingerprint: string; readonly dimension: number },
): Promise<string> {
  const picture = await (await fetch('samples/luna-1.jpg')).blob();
  // What follows a JPEG's end is not looked at: other bytes, the same picture.
  const original = new Blob([picture, name], { type: 'image/jpeg' });
  const sha256 = await sha256Of(new Uint8Array(await original.arrayBuffer()));
  const canvas = new OffscreenCanvas(SIDE, SIDE);
  const context = canvas.getContext('2d')!;
  context.fillStyle = `#${sha256.slice(0, 6)}`;
  context.fillRect(0, 0, SIDE, SIDE);
  const thumbnail = await canvas.convertToBlob({ type: 'image/webp' });
  const seed = Number.parseInt(sha256.slice(0, 8), 16);
  const plain = Float32Array.from({ length: encoder.dimension }, (_, i) => Math.sin(seed + i));
  const norm = Math.hypot(...plain);
  const vector = plain.map((value) => value / norm);
  await (
    await opening
  ).addPhoto({
    ...{ name, sha256, original, thumbnail, crop: null, width: 640, height: 480, individual },
    embedding: { fingerprint: encoder.fingerprint, vector },
  });
  return sha256;
}

/** Something a person does to a photo or an animal. @param dice numbers from 0 to 1 */
async function edit(dice: readonly [number, number, number]): Promise<void> {
  const library = await opening;
  const [what, which, how] = dice;
  const any = <T>(values: readonly T[], dice: number): T =>
    values[Math.floor(dice * values.length)]!;
  const trash = await library.trash();
  if (what < 0.1 && trash.length > 0) {
    await library.act({ kind: 'restore-photos', photoIds: [any(trash, which).id] });
    return;
  }
  const photos = (await library.photos()).sort((a, b) => (a.id < b.id ? -1 : 1));
  if (photos.length === 0) return;
  const { id } = any(photos, which);
  if (what < 0.25) await library.act({ kind: 'delete-photos', photoIds: [id] });
  else if (what < 0.6) await library.act({ kind: 'assign', photoIds: [id], name: any(NAMES, how) });
  else if (what < 0.8) {
    await library.act({
      kind: 'describe-photos',
      photoIds: [id],
      fields: { notes: any(NOTES, how) },
    });
  } else {
    const animals = await library.individuals();
    if (animals.length < 2) return;
    const [one, other] = [any(animals, which), any(animals, how)];
    if (one.id === other.id) return;
    await library.act({ kind: 'merge', individualIds: [one.id, other.id], into: one.id });
  }
}

/** Records, and the parts of every photo, as one text: the same for galleries that are the same. */
async function whole(fingerprint: string): Promise<string> {
  const library = await opening;
  const { records } = await library.transfer.everything();
  const trash = await library.trash();
  const live = await library.photos();
  const all = [
    ...live.map((photo) => ({ photo, encoder: fingerprint })),
    ...trash.map(({ photo }) => ({ photo, encoder: TRASH_PREFIX + fingerprint })),
  ];
  const parts = await Promise.all(
    all.map(async ({ photo: { id, sha256 }, encoder }) => {
      const [thumbnail, original] = await Promise.all([
        library.transfer.file('thumbnails', id),
        library.transfer.file('originals', sha256),
      ]);
      const vector = await library.vectorOf(id, encoder);
      return [
        id,
        await hashOf(thumbnail?.bytes),
        await hashOf(original?.bytes),
        await hashOf(vector?.slice().buffer),
      ];
    }),
  );
  const shown = SHARED.map((store) => sorted([store, records.get(store)]));
  return JSON.stringify([shown, parts.sort(([a], [b]) => (a! < b! ? -1 : 1))]);
}

async function hashOf(bytes: ArrayBuffer | undefined): Promise<string> {
  return bytes ? sha256Of(new Uint8Array(bytes)) : 'none';
}

/** SHA-256 of every photo that is in the gallery or in the trash. */
async function files(): Promise<string[]> {
  const library = await opening;
  const all = [...(await library.photos()), ...(await library.trash()).map(({ photo }) => photo)];
  return all.map(({ sha256 }) => sha256).sort();
}

/** Keys in one order, and no field that is absent. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(
    fields.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, field]) => [key, sorted(field)]),
  );
}

const inside = { bring, edit, whole, files };

declare global {
  interface Window {
    readonly inside: typeof inside;
  }
}

Object.assign(window, { inside });
