/** Reads every object of a catalogue and says what is not as it should be. */
import { Blobs, FILE, PACK } from '../../src/engine/catalogue/blobs';
import { triesFrom, tryOf } from '../../src/engine/catalogue/file-tries';
import { baseName, BASE, entryName, LOG, readEntryName } from '../../src/engine/catalogue/objects';
import { BYTES, contentsOf, THUMBNAIL, type Part } from '../../src/engine/catalogue/parts';
import type { Sealing } from '../../src/engine/catalogue/sealing';
import type { Head, State } from '../../src/engine/catalogue/state';
import { unite, winners } from '../../src/engine/catalogue/unite';
import { contentOf, isNormalised, type PhotoRecord } from '../../src/engine/library';
import { devicesOf, type DeviceReport } from './devices';
import { inLanes } from './lanes';
import { orDamage, readLogs, type Damage, type Logs, type OnRead } from './logs';
import { namesIn, type MeasuredStore } from './owned-store';

export interface CheckReport {
  /** Of each kind of object (`log/`, `base/`, …), how many and how long. */
  readonly kinds: readonly {
    readonly kind: string;
    readonly count: number;
    readonly bytes: number;
  }[];
  readonly photos: number;
  readonly trashed: number;
  readonly individuals: number;
  readonly devices: readonly DeviceReport[];
  /** Objects that are not as they were sent. */
  readonly damaged: readonly Damage[];
  /** Objects that another object says are there, and that are not. */
  readonly missing: readonly Damage[];
  /** Photos whose original no device has sent yet. */
  readonly unsent: readonly PhotoRecord[];
  /** Objects that nothing names. */
  readonly unreferenced: readonly Damage[];
  /** Ids of records that a device would leave out. */
  readonly refused: readonly string[];
  /** What was said twice and differently, and waits for a person. */
  readonly conflicts: number;
}

const ROOT = 'catalogue';

/** @throws CatalogueError those of the store, `newer`, `none`, `key-wrong` */
export async function check(
  store: MeasuredStore,
  sealing: Sealing,
  onRead: OnRead = () => undefined,
): Promise<CheckReport> {
  const logs = await readLogs(store, sealing, onRead);
  const names = await namesIn(store);
  const { records, refused, conflicts } = unite(logs.state);
  const blobs = new Blobs(store, sealing);
  const damaged: Damage[] = [...logs.damaged];
  const packs = await readPacks(blobs, names.filter(isOf(PACK)), damaged, onRead);
  const photos = contentsOf(records);
  const files = await readFiles(blobs, logs.state, names, damaged, onRead);
  const named = packsNamed(logs.state);
  const sent = new Set<string>();
  for (const photo of photos) {
    for (const attempt of triesFrom(tryOf(logs.state, photo.sha256))) {
      const file = await blobs.fileName(photo.sha256, attempt);
      if (files.there.has(file)) sent.add(photo.sha256);
    }
  }
  return {
    kinds: [ROOT, LOG, BASE, PACK, FILE].map((kind) => {
      const own = names.filter((name) => (kind === ROOT ? name === ROOT : name.startsWith(kind)));
      return { kind, count: own.length, bytes: store.sizeOf(own) };
    }),
    photos: records.photos.length,
    trashed: records.trash.length,
    individuals: records.individuals.length,
    devices: devicesOf(logs),
    damaged: damaged.sort(byName),
    missing: [...missingEntries(logs), ...missingParts(photos, logs.state, packs)],
    unsent: photos.filter(({ sha256 }) => !sent.has(sha256)),
    unreferenced: [
      ...names
        .filter(isOf(PACK))
        .filter((name) => !named.has(name.slice(PACK.length)))
        .map((name) => ({ name, why: 'no entry names it: replaced, or not told of yet' })),
      ...files.unreferenced,
      ...names.filter(isStrange).map((name) => ({ name, why: 'not of a catalogue' })),
    ],
    refused: [...refused],
    conflicts: conflicts.length,
  };
}

export function isWhole({ damaged, missing, refused }: CheckReport): boolean {
  return damaged.length + missing.length + refused.length === 0;
}

/** Ids of packs that a value names which nothing has replaced. */
export function packsNamed(state: State): Set<string> {
  const named = new Set<string>();
  for (const fields of state.records(BYTES).values()) {
    for (const heads of fields.values()) {
      for (const { value } of heads) if (typeof value === 'string') named.add(value);
    }
  }
  return named;
}

/** Pack to its parts, as `content what`; null: it is damaged. */
type Packs = ReadonlyMap<string, ReadonlySet<string> | null>;

async function readPacks(
  blobs: Blobs,
  names: readonly string[],
  damaged: Damage[],
  onRead: OnRead,
): Promise<Packs> {
  const packs = new Map<string, Set<string> | null>();
  let done = 0;
  await inLanes(names, async (name) => {
    const id = name.slice(PACK.length);
    const parts = await orDamage(name, damaged, () => blobs.getPack(id));
    onRead('packs', (done += 1), names.length);
    const wrong = (parts ?? []).find((part) => !isPart(part));
    if (wrong) damaged.push({ name, why: `no ${wrong.what}: ${wrong.content}` });
    packs.set(id, parts && new Set(parts.map(({ content, what }) => `${content} ${what}`)));
  });
  return packs;
}

function isPart({ what, mime, bytes }: Part): boolean {
  if (what === THUMBNAIL) return mime !== null && bytes.length > 0;
  const isFloats = bytes.length > 0 && bytes.length % Float32Array.BYTES_PER_ELEMENT === 0;
  return mime === null && isFloats && isNormalised(new Float32Array(bytes.slice().buffer));
}

interface Files {
  /** Names of files that are there, damaged ones too. */
  readonly there: ReadonlySet<string>;
  readonly unreferenced: readonly Damage[];
}

async function readFiles(
  blobs: Blobs,
  state: State,
  names: readonly string[],
  damaged: Damage[],
  onRead: OnRead,
): Promise<Files> {
  const there = new Set(names.filter(isOf(FILE)));
  const known = new Set<string>();
  const wanted = [...everySha256(state)];
  const { photos, trash } = unite(state).records;
  const inUse = new Set([...photos, ...trash.map(({ photo }) => photo)].map((one) => one.sha256));
  const unreferenced: Damage[] = [];
  let done = 0;
  await inLanes(wanted, async (sha256) => {
    const lies: { name: string; attempt: number }[] = [];
    for (const attempt of triesFrom(tryOf(state, sha256))) {
      const name = await blobs.fileName(sha256, attempt);
      if (there.has(name)) lies.push({ name, attempt });
      known.add(name);
    }
    const [newest, ...older] = lies;
    if (!newest) return;
    for (const { name } of older) {
      unreferenced.push({ name, why: 'damaged once, and sent again since' });
    }
    const { name, attempt } = newest;
    if (!inUse.has(sha256)) {
      unreferenced.push({ name, why: 'of a photo that was deleted for good' });
    }
    await orDamage(name, damaged, () => blobs.getFile(sha256, attempt));
    onRead('originals', (done += 1), there.size);
  });
  const unknown = [...there].filter((name) => !known.has(name));
  unreferenced.push(...unknown.map((name) => ({ name, why: 'of no photo that is known' })));
  return { there, unreferenced: unreferenced.sort(byName) };
}

/** Of every photo that was ever in the catalogue. */
function everySha256(state: State): Set<string> {
  const found = new Set<string>();
  for (const fields of state.records('photo').values()) {
    for (const { value } of fields.get('picture') ?? []) {
      const { sha256 } = (value ?? {}) as { sha256?: unknown };
      if (typeof sha256 === 'string') found.add(sha256);
    }
  }
  return found;
}

function missingEntries({ logs, bases, state, named }: Logs): Damage[] {
  const covered = (device: string): number =>
    Math.max(0, ...bases.map(({ seen }) => seen[device] ?? 0));
  const found: Damage[] = [];
  const byDevice = new Map(logs.map((log) => [log.device, log]));
  for (const device of new Set([...byDevice.keys(), ...named.keys()])) {
    const log = byDevice.get(device);
    const last = log?.numbers.at(-1) ?? 0;
    const known = named.get(device) ?? 0;
    const there = new Set(log?.numbers);
    for (let number = covered(device) + 1; number <= Math.max(last, known); number++) {
      const why = 'another object names it, and no checkpoint has it';
      if (!there.has(number)) found.push({ name: entryName(device, number), why });
    }
    if (known > last && covered(device) >= known) {
      const why = 'the last entry of a device: others do not learn that they lack it';
      found.push({ name: entryName(device, known), why });
    }
    const waiting = (log?.numbers ?? []).filter((number) => number > state.seenOf(device)).length;
    if (waiting > 0) {
      const why = `${waiting} entries of this device wait for it`;
      found.push({ name: entryName(device, state.seenOf(device) + 1), why });
    }
  }
  return merged(found);
}

/** One line for each object. */
function merged(found: readonly Damage[]): Damage[] {
  const byObject = new Map<string, string[]>();
  for (const { name, why } of found) byObject.set(name, [...(byObject.get(name) ?? []), why]);
  return [...byObject].map(([name, whys]) => ({ name, why: whys.join('; ') }));
}

/** Packs that hold nothing, or less than was said, of photos in gallery and trash. */
function missingParts(photos: readonly PhotoRecord[], state: State, packs: Packs): Damage[] {
  const lacking = new Map<string, { there: boolean; parts: number }>();
  for (const photo of photos) {
    const content = contentOf(photo);
    const fields = state.records(BYTES).get(content) ?? new Map<string, readonly Head[]>();
    for (const [what, pack] of Object.entries(winners(fields))) {
      if (typeof pack !== 'string') continue;
      const parts = packs.get(pack);
      // A damaged one is told of already.
      if (parts === null || parts?.has(`${content} ${what}`)) continue;
      const before = lacking.get(pack)?.parts ?? 0;
      lacking.set(pack, { there: parts !== undefined, parts: before + 1 });
    }
  }
  return [...lacking].map(([pack, { there, parts }]) => ({
    name: PACK + pack,
    why: there ? `${parts} parts are not in it` : `it held ${parts} thumbnails and embeddings`,
  }));
}

function isOf(kind: string): (name: string) => boolean {
  return (name) => name.startsWith(kind);
}

const KEYED = /^[0-9a-f]{64}$/;
const CHECKPOINT = /^base\/(\d{10})-([0-9a-f]{32})$/;

function isStrange(name: string): boolean {
  if (name === ROOT || readEntryName(name)) return false;
  const [, lamport, device] = CHECKPOINT.exec(name) ?? [];
  if (lamport !== undefined && baseName(Number(lamport), device!) === name) return false;
  const kind = [PACK, FILE].find((one) => name.startsWith(one));
  return kind === undefined || !KEYED.test(name.slice(kind.length));
}

function byName(a: Damage, b: Damage): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}
