/**
 * Files that lie beside a photo and say when and where it was taken: those of Google Takeout
 * (`IMG_1.jpg.supplemental-metadata.json`, cut to 46 characters) and XMP (`IMG_1.xmp`,
 * `IMG_1.jpg.xmp`; ISO 16684-1). What the photo itself says goes before them.
 */
import { isPlace, type Coordinates } from './coordinates';
import { factsOfPacket } from './exif';
import { parseJsonBytes } from './json';
import { pushTo } from './lists';

export interface SidecarFacts {
  /** ISO 8601; of Takeout in UTC, which is all it keeps. */
  readonly takenAt?: string;
  readonly place?: Coordinates;
}

/** A file beside photos that describes one. */
export interface Sidecar {
  readonly facts: SidecarFacts;
  /** Name of the photo as the file itself has it; empty in an XMP. */
  readonly title: string;
}

/** Takeout's have one or two kilobytes, XMP with a history of edits some hundred. */
const MAX_BYTES = 1024 * 1024;

export const XMP_FILE = /\.xmp$/i;

/** Null: the file describes no photo. Throws only what reading the file does. */
export async function readSidecar(name: string, file: Blob): Promise<Sidecar | null> {
  if (file.size > MAX_BYTES) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  return XMP_FILE.test(name) ? ofXmp(bytes) : ofTakeout(bytes);
}

function ofXmp(bytes: Uint8Array): Sidecar {
  const { takenAt, takenOffset = '', latitude, longitude } = factsOfPacket(bytes);
  const taken = takenAt === undefined ? {} : { takenAt: takenAt + takenOffset };
  const place =
    latitude === undefined || longitude === undefined ? {} : { place: { latitude, longitude } };
  return { title: '', facts: { ...taken, ...place } };
}

function ofTakeout(bytes: Uint8Array): Sidecar | null {
  let json: unknown;
  try {
    json = parseJsonBytes(bytes);
  } catch {
    return null;
  }
  if (!isObject(json)) return null;
  const { title, photoTakenTime, geoData, geoDataExif } = json;
  if (typeof title !== 'string') return null;
  if (!isObject(photoTakenTime) && !isObject(geoData)) return null;
  const takenAt = momentOf(photoTakenTime);
  const place = placeOf(geoData) ?? placeOf(geoDataExif);
  const facts = { ...(takenAt === null ? {} : { takenAt }), ...(place ? { place } : {}) };
  return { title, facts };
}

/** Seconds since 1970 as ISO 8601 in UTC; 0 is what is written for an unknown time. */
function momentOf(value: unknown): string | null {
  const seconds = isObject(value) ? Number(value['timestamp']) : NaN;
  if (!Number.isInteger(seconds) || seconds === 0) return null;
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? null : date.toISOString().replace('.000Z', 'Z');
}

function placeOf(value: unknown): Coordinates | null {
  if (!isObject(value)) return null;
  const { latitude, longitude } = value;
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return null;
  return isPlace({ latitude, longitude }) ? { latitude, longitude } : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

interface Photo {
  readonly path: string;
  /** In small letters. */
  readonly name: string;
  readonly stem: string;
}

/** What Takeout puts behind the photo's name; it cuts it where the whole name gets too long. */
const SUPPLEMENT = 'supplemental-metadata';
/** A photo's own name is cut to 47 characters before its ending; a shorter beginning may be chance. */
const LEAST_CUT = 40;
/** What Google Photos puts behind the name of an edited copy, which has no description of its own. */
const EDITED =
  /-(?:edited|editado|editada|ha editado|bearbeitet|modifié|modificato|bewerkt)(?=(?:\(\d+\))?$)/;

/** Finds the photo that each of these files describes, in its own folder. */
export class SidecarMatcher {
  readonly #folders = new Map<string, Photo[]>();

  constructor(paths: readonly string[]) {
    for (const path of paths) {
      const { folder, name } = split(path);
      pushTo(this.#folders, folder, { path, name, stem: stemOf(name) });
    }
  }

  /** The photos that the file describes: one and its edited copies; none when it is not clear. */
  photosOf(sidecar: string, title: string): readonly string[] {
    const { folder, name } = split(sidecar);
    const photos = this.#folders.get(folder) ?? [];
    const found = XMP_FILE.test(name) ? byXmp(photos, name) : byTakeout(photos, name, plain(title));
    if (!found) return [];
    const copies = photos.filter(
      ({ stem }) => EDITED.test(stem) && stem.replace(EDITED, '') === found.stem,
    );
    return [found.path, ...copies.map(({ path }) => path)];
  }
}

function byXmp(photos: readonly Photo[], name: string): Photo | null {
  const of = name.replace(XMP_FILE, '');
  const whole = photos.find((photo) => photo.name === of);
  return whole ?? only(photos.filter((photo) => photo.stem === of));
}

function byTakeout(photos: readonly Photo[], name: string, title: string): Photo | null {
  // `IMG_1.jpg(1).json` and `IMG_1.jpg.supplemental-metadata(1).json` are of `IMG_1(1).jpg`.
  const base = name.replace(/\.json$/, '');
  const number = /\(\d+\)$/.exec(base)?.[0] ?? '';
  const whole = base.slice(0, base.length - number.length);
  const dot = whole.lastIndexOf('.');
  const isCut = dot > 0 && SUPPLEMENT.startsWith(whole.slice(dot + 1));
  const of = isCut ? whole.slice(0, dot) : whole;
  const named = (wanted: string): Photo | undefined => {
    const stem = stemOf(wanted);
    return photos.find((photo) => photo.name === stem + number + wanted.slice(stem.length));
  };
  const exact = named(of);
  if (exact) return exact;
  const titled = title.replace(/[&?<>:"/\\|*%]/g, '_');
  return (
    named(titled) ??
    (number === '' && of.length >= LEAST_CUT
      ? only(photos.filter((photo) => photo.name.startsWith(of)))
      : null) ??
    only(
      photos.filter(
        ({ stem, name: photo }) =>
          stem.length >= LEAST_CUT &&
          titled.startsWith(stem) &&
          titled.endsWith(photo.slice(stem.length)) &&
          number === '',
      ),
    )
  );
}

const only = (photos: readonly Photo[]): Photo | null => (photos.length === 1 ? photos[0]! : null);

const plain = (text: string): string => text.normalize('NFC').toLowerCase();

function split(path: string): { folder: string; name: string } {
  const at = path.lastIndexOf('/');
  return { folder: path.slice(0, at + 1), name: plain(path.slice(at + 1)) };
}

function stemOf(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}
