import { afterEach, describe, expect, test, vi } from 'vitest';
import { LibraryState } from '../../../../src/app/state/library.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { IndividualRecord, LibraryDelta, PhotoRecord } from '../../../../src/engine/library';
import type { Services } from '../../../../src/runtime/services';
import { individualOf, photoOf, settle } from '../fake-app';

/** A library that counts its revisions and is read page by page. */
class FakeLibrary {
  /** Newest first. */
  photos: PhotoRecord[];
  individuals: IndividualRecord[] = [];
  revision = 1;
  readonly deltas = new Map<number, LibraryDelta>();
  /** Calls, in order. */
  readonly asked: string[] = [];
  /** Before each answer. */
  before: (call: string) => Promise<void> | undefined = () => undefined;

  constructor(count: number) {
    this.photos = Array.from({ length: count }, (_, i) =>
      photoOf(`p${String(i).padStart(4, '0')}`, null, count - i),
    );
  }

  async photosPage(
    limit: number,
    after: PhotoRecord | null,
  ): Promise<{ photos: PhotoRecord[]; total: number; revision: number }> {
    await this.#ask(`page ${String(limit)}`);
    const from = after ? this.photos.findIndex(({ id }) => id === after.id) + 1 : 0;
    const { photos, revision } = this;
    return { photos: photos.slice(from, from + limit), total: photos.length, revision };
  }

  async individualRecords(): Promise<IndividualRecord[]> {
    await this.#ask('individuals');
    return this.individuals;
  }

  async changedSince(revision: number): Promise<LibraryDelta | null> {
    await this.#ask(`since ${String(revision)}`);
    if (revision === this.revision) return this.deltaOf({});
    return this.deltas.get(revision) ?? null;
  }

  deltaOf(delta: Partial<LibraryDelta>): LibraryDelta {
    const { revision } = this;
    const nothing = { photos: [], gonePhotoIds: [], individuals: [], goneIndividualIds: [] };
    return { revision, ...nothing, ...delta };
  }

  /** From the revision that was to the next. */
  change(delta: Partial<LibraryDelta>): void {
    const before = this.revision++;
    this.deltas.set(before, this.deltaOf(delta));
  }

  async #ask(call: string): Promise<void> {
    this.asked.push(call);
    await this.before(call);
  }
}

interface Started {
  readonly door: FakeLibrary;
  readonly library: LibraryState;
  /** The library says that something changed. */
  readonly changed: () => void;
}

function started(count: number, prepare: (door: FakeLibrary) => void = () => undefined): Started {
  const door = new FakeLibrary(count);
  prepare(door);
  let changed = (): void => undefined;
  const services = {
    library: door,
    onLibraryChange: (listener: () => void) => {
      changed = listener;
    },
  } as unknown as Services;
  return { door, library: new LibraryState(services), changed: () => changed() };
}

const idsOf = ({ photos }: LibraryState): string[] => photos.map(({ id }) => id);
const named = (id: string, name: string, at: number): PhotoRecord => photoOf(id, `id-${name}`, at);

afterEach(() => vi.useRealTimers());

describe('the first reading', () => {
  test('shows the newest at once and the rest when it is there, each once', async () => {
    let go = (): void => undefined;
    const { door, library } = started(2500, (door) => {
      door.individuals = [individualOf('Luna')];
      door.photos[2400] = named('p2400', 'Luna', 100);
      door.before = (call) =>
        call === 'page 1000' ? new Promise((resolve) => (go = resolve)) : undefined;
    });
    await settle();
    expect([library.loaded, library.photos.length, library.total]).toEqual([true, 120, 2500]);
    // Her photos are still to come.
    expect(library.individuals.map(({ name }) => name)).toEqual(['Luna']);
    door.before = () => undefined;
    go();
    await library.refresh();
    expect(idsOf(library)).toEqual(door.photos.map(({ id }) => id));
    expect(library.total).toBe(2500);
    expect(library.photosByIndividual.get('id-Luna')?.map(({ id }) => id)).toEqual(['p2400']);
  });

  test('an empty library is empty only once that is known', async () => {
    const { library } = started(0);
    expect(library.empty).toBe(false);
    await library.refresh();
    expect([library.empty, library.failure]).toEqual([true, null]);
  });

  test('what changes while it is read is there as well', async () => {
    const { door, library } = started(150, (door) => {
      door.before = (call) => {
        if (call !== 'page 1000') return undefined;
        door.change({ photos: [photoOf('late', null, 999)], gonePhotoIds: ['p0003'] });
        return undefined;
      };
    });
    // By itself: the screens ask for nothing more.
    await vi.waitFor(() => expect(idsOf(library)[0]).toBe('late'));
    expect(idsOf(library)).not.toContain('p0003');
    expect(library.total).toBe(150);
    expect(door.asked).toContain('since 1');
  });

  test('one that fails half way is said; the next one reads all, and nothing twice', async () => {
    const { door, library } = started(150, (door) => {
      door.before = (call) =>
        call === 'page 1000'
          ? Promise.reject(new HuellaError('storage-failed', 'closed'))
          : undefined;
    });
    await library.refresh();
    expect([library.failure?.code, library.photos.length, library.total]).toEqual([
      ...['storage-failed', 120, 150],
    ]);
    door.before = () => undefined;
    await library.refresh();
    expect([library.failure, library.photos.length]).toEqual([null, 150]);
    expect(new Set(idsOf(library)).size).toBe(150);
  });
});

describe('following', () => {
  test('takes what changed: new, changed and gone, newest first', async () => {
    const { door, library } = started(3, (door) => {
      door.individuals = [individualOf('Luna'), individualOf('Rosa')];
      door.photos = [named('c', 'Luna', 3), named('b', 'Rosa', 2), photoOf('a', null, 1)];
    });
    await library.refresh();
    door.asked.length = 0;
    door.change({
      photos: [named('a', 'Luna', 1), photoOf('d', null, 2.5)],
      gonePhotoIds: ['b'],
      individuals: [{ ...individualOf('Luna'), name: 'Lunita' }],
    });
    await library.refresh();
    expect(door.asked).toEqual(['since 1']);
    expect(idsOf(library)).toEqual(['c', 'd', 'a']);
    expect(library.individuals.map(({ name, photoCount }) => [name, photoCount])).toEqual([
      ['Lunita', 2],
    ]);
    expect(library.nameOf(library.photoById.get('a')!)).toBe('Lunita');
  });

  test('a change that is too long ago to be told is read whole', async () => {
    const { door, library } = started(2);
    await library.refresh();
    door.revision = 9;
    door.photos = [photoOf('new', null, 99), ...door.photos];
    await library.refresh();
    expect(idsOf(library)).toEqual(['new', 'p0000', 'p0001']);
  });

  test('calls that come during a reading share one more, which knows what they knew', async () => {
    let go = (): void => undefined;
    const { door, library } = started(1);
    await library.refresh();
    door.before = () => new Promise((resolve) => (go = resolve));
    const first = library.refresh();
    await settle();
    door.change({ photos: [photoOf('new', null, 99)] });
    door.asked.length = 0;
    door.before = () => undefined;
    const others = [library.refresh(), library.refresh(), library.refresh()];
    go();
    await Promise.all([first, ...others]);
    expect(idsOf(library)).toEqual(['new', 'p0000']);
    expect(door.asked).toHaveLength(1);
  });

  test('a reading that fails keeps what is shown, and the next one takes it back', async () => {
    const { door, library } = started(2);
    await library.refresh();
    door.before = () => Promise.reject(new HuellaError('storage-failed', 'closed'));
    await library.refresh();
    expect([library.failure?.code, library.photos.length]).toEqual(['storage-failed', 2]);
    door.before = () => undefined;
    await library.refresh();
    expect(library.failure).toBeNull();
  });

  test('photos with another crop than before are told, and no others', async () => {
    const { door, library } = started(3);
    const told: (readonly string[])[] = [];
    library.onRecropped = (ids) => told.push(ids);
    await library.refresh();
    const [first, second] = door.photos as [PhotoRecord, PhotoRecord];
    door.change({
      photos: [{ ...first, cropKey: 'box' }, { ...second, name: 'b' }, photoOf('new', null, 99)],
    });
    await library.refresh();
    expect(told).toEqual([['p0000']]);
  });
});

describe('the pace', () => {
  test('many changes a second are one reading, and one that is slow rests longer', async () => {
    const { door, library, changed } = started(1);
    await library.refresh();
    vi.useFakeTimers();
    door.asked.length = 0;
    for (let i = 0; i < 50; i++) changed();
    await vi.advanceTimersByTimeAsync(399);
    expect(door.asked).toEqual([]);
    // Reading takes half a second from here on.
    door.before = () => new Promise((resolve) => setTimeout(resolve, 500));
    await vi.advanceTimersByTimeAsync(1000);
    expect(door.asked).toHaveLength(1);
    changed();
    await vi.advanceTimersByTimeAsync(4400);
    expect(door.asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(200);
    expect(door.asked).toHaveLength(2);
  });

  test('what is asked for by hand does not wait, and takes the waiting reading with it', async () => {
    const { door, library, changed } = started(1);
    await library.refresh();
    vi.useFakeTimers();
    door.asked.length = 0;
    changed();
    await library.refresh();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(door.asked).toHaveLength(1);
  });
});

test('a photo is lost or found as its animal is, else as the photo itself says', async () => {
  const { library } = started(0, (door) => {
    door.individuals = [{ ...individualOf('Luna'), status: 'lost' }, individualOf('Rosa')];
    door.photos = [
      { ...named('a', 'Luna', 3), status: 'found' },
      { ...named('b', 'Rosa', 2), status: 'found' },
      photoOf('c', null, 1),
    ];
  });
  await library.refresh();
  expect(['a', 'b', 'c', 'gone'].map((id) => library.statusOf(id))).toEqual([
    ...['lost', 'found', null, null],
  ]);
});
