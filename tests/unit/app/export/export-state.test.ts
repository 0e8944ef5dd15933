import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ExportState } from '../../../../src/app/export/export-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { ExportedHistory } from '../../../../src/engine/exchange/export/formats/format';
import type { IndividualRecord, JournalEntry, MatchRecord } from '../../../../src/engine/library';
import type { PhotoSummary, Services } from '../../../../src/runtime/services';
import { fakeApp, photoOf, settle, type FakeApp } from '../fake-app';
import { FakeLocks } from '../fake-locks';

/** What the exchange's worker was asked to write, and the test's hand on it. */
interface Written {
  readonly id: string;
  readonly kind: string;
  readonly target: unknown;
  readonly data: { photos: readonly PhotoSummary[]; individuals: readonly unknown[] };
  readonly history: () => Promise<ExportedHistory>;
  readonly tell: (done: number, total: number) => void;
  readonly finish: (file: Blob | null) => void;
  readonly fail: (error: Error) => void;
}

interface Started extends FakeApp {
  readonly exporting: ExportState;
  readonly written: Written[];
  readonly cancelled: string[];
}

interface Given {
  readonly picker?: () => Promise<unknown>;
  readonly journal?: readonly JournalEntry[];
  readonly matches?: readonly MatchRecord[];
}

let saved: string[];

async function started({ picker, journal = [], matches = [] }: Given = {}): Promise<Started> {
  const written: Written[] = [];
  const cancelled: string[] = [];
  const app = await fakeApp({ a: 'Luna', b: 'Rosa', c: null }, () => ({
    library: {
      // As the library: newest first, strictly before a moment.
      journal: ({ limit, before = Infinity }: { limit: number; before?: number }) =>
        Promise.resolve(
          journal
            .filter(({ at }) => at < before)
            .reverse()
            .slice(0, limit),
        ),
      matches: () => Promise.resolve(matches),
      stations: () => Promise.resolve([]),
    },
  }));
  const exchange = {
    export: (
      ...[id, kind, target, data, , , history, , tell]: readonly [
        ...[string, string, unknown, Written['data'], unknown, unknown],
        ...[Written['history'], unknown, Written['tell']],
      ]
    ) =>
      new Promise((finish, fail) =>
        written.push({
          ...{ id, kind, target, data, history, tell, fail },
          finish: (file) => finish({ file, remarks: {} }),
        }),
      ),
    cancelExport: (id: string) => {
      cancelled.push(id);
      written.find((each) => each.id === id)?.fail(new HuellaError('cancelled', 'cancelled'));
    },
  };
  const encoders = {
    list: () => Promise.resolve([{ active: true, dimension: 2, fingerprint: 'print' }]),
  };
  vi.stubGlobal('navigator', { languages: ['en-GB'], locks: new FakeLocks() });
  vi.stubGlobal('window', picker ? { showSaveFilePicker: picker } : {});
  const services = { ...app.services, exchange, encoders } as unknown as Services;
  return { ...app, written, cancelled, exporting: new ExportState(services, app.library) };
}

const decided = (id: string, at: number, photoId: string, kind = 'same'): JournalEntry =>
  ({
    ...{ id, at, by: 'Ana', undoneAt: null, photoIds: [photoId], diff: { individuals: [] } },
    action: {
      kind: 'decide',
      decision: { kind, queryPhotoId: photoId, photoId: 'x', name: null, similarity: 0.5 },
    },
  }) as unknown as JournalEntry;

beforeEach(() => {
  saved = [];
  const link = { download: '', click: () => saved.push(link.download) };
  vi.stubGlobal('document', { createElement: () => link });
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:zip');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe('an export', () => {
  test('is of all that the library has by then, says how far it is, and is saved', async () => {
    const { exporting, written, gallery, library } = await started();
    exporting.kind = 'coco' as never;
    gallery.add(photoOf('late', null, 99));
    const run = exporting.run(() => library.photos, 'herd.zip');
    await settle();
    expect(exporting.running).toBe(true);
    const [{ kind, target, data, tell, finish }] = written as [Written];
    expect([kind, target]).toEqual(['coco', null]);
    expect(data.photos.map(({ id }) => id)).toEqual(['late', 'a', 'b', 'c']);
    tell(2, 4);
    expect([exporting.done, exporting.total]).toEqual([2, 4]);
    finish(new Blob(['zip']));
    expect(await run).toBe(true);
    expect([saved, exporting.running, exporting.failure]).toEqual([['herd.zip'], false, null]);
  });

  test('is not written of photos that could not all be read', async () => {
    const { exporting, written, library, services } = await started();
    const { library: door } = services;
    const full = new HuellaError('storage-failed', 'closed');
    vi.spyOn(door, 'photosPage').mockRejectedValueOnce(full);
    expect(await exporting.run(() => library.photos, 'herd.zip')).toBe(false);
    expect([exporting.failure, written, saved]).toEqual([full, [], []]);
    const again = exporting.run(() => library.photos, 'herd.zip');
    await settle();
    expect(exporting.failure).toBeNull();
    written[0]!.finish(new Blob(['zip']));
    expect(await again).toBe(true);
  });

  test('stopped, it is no failure and leaves no file', async () => {
    const { exporting, written, cancelled, library } = await started();
    const run = exporting.run(() => library.photos, 'herd.zip');
    await settle();
    exporting.cancel();
    expect(await run).toBe(false);
    expect(cancelled).toEqual([written[0]!.id]);
    expect([exporting.failure, exporting.running, saved]).toEqual([null, false, []]);
  });

  test('one that fails says why until the next one', async () => {
    const { exporting, written, library } = await started();
    const run = exporting.run(() => library.photos, 'herd.zip');
    await settle();
    written[0]!.tell(1, 3);
    written[0]!.fail(new HuellaError('storage-full', 'full'));
    expect(await run).toBe(false);
    expect([exporting.failure?.code, exporting.running]).toEqual(['storage-full', false]);
    const next = exporting.run(() => library.photos, 'herd.zip');
    await settle();
    expect([exporting.failure, exporting.done, exporting.total]).toEqual([null, 0, 0]);
    written[1]!.finish(null);
    await next;
  });

  test('a second one begins neither during the first nor while the place is asked', async () => {
    let choose = (_: unknown): void => undefined;
    let asked = 0;
    const { exporting, written, library } = await started({
      picker: () => {
        asked += 1;
        return new Promise((resolve) => (choose = resolve));
      },
    });
    const first = exporting.run(() => library.photos, 'herd.zip');
    expect(await exporting.run(() => library.photos, 'herd.zip')).toBe(false);
    const file = { name: 'herd.zip' };
    choose(file);
    await settle();
    expect(await exporting.run(() => library.photos, 'herd.zip')).toBe(false);
    expect([asked, written.length, written[0]?.target]).toEqual([1, 1, file]);
    written[0]!.finish(null);
    expect(await first).toBe(true);
    // It is in the file that was chosen.
    expect(saved).toEqual([]);
  });

  test('the person changes their mind about the place: nothing is written or said', async () => {
    const dismissed = new DOMException('dismissed', 'AbortError');
    const { exporting, written, library } = await started({
      picker: () => Promise.reject(dismissed),
    });
    expect(await exporting.run(() => library.photos, 'herd.zip')).toBe(false);
    expect([exporting.failure, exporting.running, written]).toEqual([null, false, []]);
  });
});

describe('what is written down', () => {
  /** Of an export of these photos. */
  async function historyOf(ids: readonly string[], given: Given): Promise<ExportedHistory> {
    const { exporting, written, library } = await started(given);
    const shown = (): PhotoSummary[] => library.photos.filter(({ id }) => ids.includes(id));
    const run = exporting.run(shown, 'herd.zip');
    await settle();
    const history = await written[0]!.history();
    written[0]!.finish(null);
    await run;
    return history;
  }

  test('of these photos and their animals, and of no others', async () => {
    const renamed = {
      ...decided('renamed', 3, 'z'),
      ...{ action: { kind: 'rename' }, diff: { individuals: [{ id: 'id-Luna' }] } },
    } as unknown as JournalEntry;
    const journal = [decided('one', 1, 'a'), decided('two', 2, 'b'), renamed];
    const matches = [
      { photoIds: ['a', 'a'] },
      { photoIds: ['a', 'b'] },
    ] as unknown as MatchRecord[];
    const { decisions, records } = await historyOf(['a'], { journal, matches });
    expect(decisions).toMatchObject([
      { at: 1, by: 'Ana', photoId: 'a', decision: 'same', otherPhotoId: 'x', individual: '' },
    ]);
    expect((records.journal as JournalEntry[]).map(({ id }) => id)).toEqual(['one', 'renamed']);
    expect((records.individuals as IndividualRecord[]).map(({ name }) => name)).toEqual(['Luna']);
    expect(records.matches).toEqual([{ photoIds: ['a', 'a'] }]);
  });

  test('a decision about an encounter is one about each of its photos', async () => {
    const entry = decided('met', 1, 'a') as { action: { decision: object } } & JournalEntry;
    Object.assign(entry.action.decision, { withPhotoIds: ['b', 'c'] });
    const { decisions } = await historyOf(['a'], { journal: [entry] });
    expect(decisions.map(({ photoId }) => photoId)).toEqual(['a', 'b', 'c']);
  });

  test.each([
    ['one each millisecond', (i: number) => i],
    ['some in one millisecond', (i: number) => Math.floor(i / 7)],
    ['all in one millisecond', () => 5],
  ])('a long journal is told whole and once, oldest first: %s', async (_, at) => {
    const journal = Array.from({ length: 1234 }, (_, i) =>
      decided(`e${String(i)}`, at(i), i % 2 === 0 ? 'a' : 'b'),
    );
    const { decisions, records } = await historyOf(['a'], { journal });
    expect(records.journal).toEqual(journal.filter((_, i) => i % 2 === 0));
    expect(decisions).toHaveLength(617);
  });
});
