/**
 * What an exported gallery says beyond its photos (`huella.json`), joined to the photos that an
 * import has brought in: a photo is known by its file and crop, an animal by its name. What is here
 * stays, as in a restore; of photos that are not here nothing is taken.
 */
import { HuellaError } from '../errors';
import { RECORDS_FORMAT, RECORDS_VERSION } from '../exchange/export/records';
import { contentOf, type JournalEntry, type Library } from '../library';
import { refused } from './format';
import { planMerge } from './plan';
import { entryOf, individualOf, matchOf, photoOf } from './records';
import { lockOf } from './restore';
import { ownSide, type Side } from './sides';

/** 20,000 photos with ten decisions each are some 100 MB of text. */
const LARGEST_BYTES = 256 * 2 ** 20;
/** The library may change while this plans: then it plans again. */
const ATTEMPTS = 5;

export interface Adopted {
  /** Animals that gained what is known of them. */
  readonly individuals: number;
  /** Steps of the journal. */
  readonly decisions: number;
  /** Pairs of photos, decided or waiting. */
  readonly matches: number;
}

/**
 * @throws HuellaError `backup-not-recognised` for another file, `backup-newer`, `backup-refused`
 * for what Huella would never write
 */
export async function readRecords(file: Blob): Promise<Side> {
  if (file.size > LARGEST_BYTES) throw refused('huella.json', `it has ${file.size} bytes`);
  const { format, version, photos, individuals, journal, matches } = parse(await file.text());
  if (format !== RECORDS_FORMAT) throw notRecords();
  if (typeof version !== 'number' || version > RECORDS_VERSION) {
    throw new HuellaError('backup-newer', 'The gallery was exported by a newer version of Huella.');
  }
  return {
    photos: list(photos, photoOf),
    individuals: list(individuals, individualOf),
    journal: list(journal, entryOf),
    matches: list(matches, matchOf),
    trash: [],
    settings: [],
  };
}

/**
 * All of it or nothing, in one transaction. @throws HuellaError as `readRecords`, `storage-full`,
 * `storage-failed`
 */
export async function adoptRecords(library: Library, file: Blob): Promise<Adopted> {
  const there = await readRecords(file);
  // Not while a restore prepares: both end by adding records to a library that must be as it was
  // when they planned.
  return navigator.locks.request(lockOf(library), async () => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const { records, revision } = await library.transfer.everything();
      const here = ownSide(records);
      const plan = planMerge(here, presentOf(there, here), { here: [], there: [] }, {});
      if (
        await library.transfer.admit(
          { records: plan.records, embeddings: [], left: plan.left },
          revision,
        )
      ) {
        const { decisions, matches } = plan.counts;
        return { decisions, matches, individuals: plan.records.get('individuals')?.length ?? 0 };
      }
    }
    throw new HuellaError(
      'storage-failed',
      'The gallery kept changing while records were being added.',
    );
  });
}

/** The part of what came that is about photos of the gallery. */
function presentOf(there: Side, here: Side): Side {
  const contents = new Set(here.photos.map(contentOf));
  const photos = there.photos.filter((photo) => contents.has(contentOf(photo)));
  const ids = new Set(photos.map(({ id }) => id));
  const owners = new Set(photos.map(({ individualId }) => individualId));
  const concerns = ({ photoIds, diff }: JournalEntry): boolean =>
    photoIds.some((id) => ids.has(id)) ||
    (photoIds.length === 0 && diff.individuals.some(({ id }) => owners.has(id)));
  return {
    ...there,
    photos,
    individuals: there.individuals.filter(({ id }) => owners.has(id)),
    journal: there.journal.filter(concerns),
    matches: there.matches.filter(({ photoIds }) => photoIds.every((id) => ids.has(id))),
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw notRecords();
}

function notRecords(): HuellaError {
  return new HuellaError(
    'backup-not-recognised',
    'These are not the records of an exported gallery.',
  );
}

function list<T>(values: unknown, read: (value: unknown) => T): T[] {
  if (!Array.isArray(values)) throw refused('huella.json', 'a list of it is none');
  return values.map(read);
}
