import { afterEach, describe, expect, test, vi } from 'vitest';
import type { FoundFile } from '../../../../src/app/import/collect';
import { ImportState } from '../../../../src/app/import/import-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import { ExchangeDesk } from '../../../../src/engine/exchange/desk';
import type { ImportRecord, ImportRow, StationDescription } from '../../../../src/engine/library';
import type { NewPhoto } from '../../../../src/engine/library/photos';
import type { Services } from '../../../../src/runtime/services';
import { fakeApp, photoOf, settle, type FakeApp } from '../fake-app';
import { FakeLocks } from '../fake-locks';

/** Files of these paths, one colour of bytes each. */
const chosen = (...paths: string[]): FoundFile[] =>
  paths.map((path) => ({ path, file: new File([path], path.split('/').at(-1)!) }));

interface Started extends FakeApp {
  readonly importing: ImportState;
  readonly locks: FakeLocks;
  /** Imports that the library keeps, by id, and their rows. */
  readonly records: Map<string, ImportRecord>;
  readonly rows: ImportRow[];
  /** Names of the files that were encoded, in order. */
  readonly encoded: string[];
  /** What is known of stations. */
  readonly known: StationDescription[];
  /** Zips that were closed. */
  readonly closed: number[];
  /** Another tab after a closed one: the same library, nothing else. */
  readonly nextTab: () => ImportState;
}

interface Doors {
  readonly encode?: (name: string) => Promise<unknown>;
  readonly open?: () => Promise<void>;
  readonly add?: (photo: NewPhoto) => Promise<unknown> | undefined;
  readonly removeImport?: () => Promise<void>;
  readonly openZip?: () => Promise<unknown>;
}

async function started({ encode, open, add, removeImport, openZip }: Doors = {}): Promise<Started> {
  const records = new Map<string, ImportRecord>();
  const rows: ImportRow[] = [];
  const encoded: string[] = [];
  const closed: number[] = [];
  const known: StationDescription[] = [];
  const app = await fakeApp({ old: null }, (gallery) => ({
    huella: { settings: { get: () => Promise.resolve({ boxes: 'off' }) } },
    engine: {
      open: open ?? (() => Promise.resolve()),
      encode: async ({ name }: File) => {
        encoded.push(name);
        await encode?.(name);
        const thumbnail = { bytes: new ArrayBuffer(1), mime: 'image/jpeg' };
        return { thumbnail, width: 4, height: 3, embedding: new Float32Array(2), lookHash: null };
      },
    },
    library: {
      identify: ({ name }: File) => {
        const duplicate = gallery.photos.find((photo) => photo.name === name);
        return Promise.resolve({ sha256: name, duplicateOf: duplicate?.id ?? null });
      },
      add: (photo: NewPhoto) => {
        const own = add?.(photo);
        if (own) return own;
        const stored = photoOf(photo.name.split('.')[0]!, null);
        gallery.add(stored);
        return Promise.resolve({ kind: 'added', photo: stored, resembles: null });
      },
      flush: () => Promise.resolve(),
      stations: () => Promise.resolve(known),
      imports: () => Promise.resolve([...records.values()]),
      importRows: (id: string) => Promise.resolve(rows.filter(({ importId }) => importId === id)),
      saveImport: (record: ImportRecord, more: readonly ImportRow[]) => {
        records.set(record.id, record);
        rows.push(...more);
        return Promise.resolve();
      },
      removeImport: async (id: string) => {
        await removeImport?.();
        records.delete(id);
      },
    },
  }));
  const exchange = Object.assign(new ExchangeDesk(), {
    ...(openZip ? { openZip } : {}),
    closeZip: (id: number) => Promise.resolve(void closed.push(id)),
  });
  const services = { ...app.services, exchange } as unknown as Services;
  const tab = (): { importing: ImportState; locks: FakeLocks } => {
    const locks = new FakeLocks();
    vi.stubGlobal('navigator', { languages: ['en-GB'], locks });
    return { importing: new ImportState(services, app.i18n, app.announcer), locks };
  };
  const nextTab = (): ImportState => tab().importing;
  return { ...app, ...tab(), records, rows, encoded, known, closed, nextTab };
}

/** What the encoder does when it is told to. */
function held(): { encode: () => Promise<void>; go: () => void } {
  const waiting: (() => void)[] = [];
  const encode = (): Promise<void> => new Promise((resolve) => waiting.push(resolve));
  return { encode, go: () => waiting.splice(0).forEach((each) => each()) };
}

const stateOf = ({ records }: Started): ImportRecord['state'] | undefined =>
  [...records.values()].at(-1)?.state;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what became of the photos', () => {
  test('added, already there and failed are counted apart; the failed one is named', async () => {
    const app = await started({
      encode: (name) =>
        name === 'b.jpg'
          ? Promise.reject(new HuellaError('photo-damaged', 'cut'))
          : Promise.resolve(),
    });
    const { importing } = app;
    await importing.offer(chosen('a.jpg', 'b.jpg', 'old.jpg'));
    expect(importing.running).toBe(false);
    expect([importing.done, importing.total]).toEqual([3, 3]);
    const { report, rows, summary } = importing;
    expect([report?.imported, report?.duplicates, report?.failed.length]).toEqual([1, 1, 1]);
    expect(report?.failed[0]).toMatchObject({ name: 'b.jpg', code: 'photo-damaged' });
    expect(rows.map(({ name, outcome }) => [name, outcome]).sort()).toEqual([
      ['a.jpg', 'imported'],
      ['b.jpg', 'failed'],
      ['old.jpg', 'duplicate'],
    ]);
    expect(summary).toContain('1');
    expect(stateOf(app)).toBe('done');
    expect(app.locks.names).toEqual([]);
  });

  test('good news goes by itself; a failure stays until it is dismissed', async () => {
    const bad = new HuellaError('photo-damaged', 'cut');
    const { importing } = await started({
      encode: (name) => (name === 'bad.jpg' ? Promise.reject(bad) : Promise.resolve()),
    });
    vi.useFakeTimers();
    await importing.offer(chosen('bad.jpg'));
    vi.advanceTimersByTime(60_000);
    expect(importing.report?.failed).toHaveLength(1);
    importing.dismiss();
    expect(importing.report).toBeNull();

    await importing.offer(chosen('good.jpg'));
    expect(importing.report?.imported).toBe(1);
    vi.advanceTimersByTime(60_000);
    expect(importing.report).toBeNull();
  });

  test('the report stays while a photo looks like a lost animal', async () => {
    const { importing } = await started();
    const found = [{ photoId: 'a', individual: { name: 'Luna' } }];
    importing.onAdded = () => Promise.resolve(found as never);
    vi.useFakeTimers();
    await importing.offer(chosen('a.jpg'));
    await settle();
    expect(importing.resembling).toEqual(found);
    vi.advanceTimersByTime(60_000);
    expect(importing.report?.imported).toBe(1);
    importing.dismiss();
    expect(importing.resembling).toEqual([]);
  });

  test('on a full disk it ends: what is missing is counted, and the rest goes on later', async () => {
    const app = await started({
      add: ({ name }) =>
        name === 'a.jpg' ? undefined : Promise.reject(new HuellaError('storage-full', 'full')),
    });
    const names = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg', 'e.jpg', 'f.jpg', 'g.jpg'];
    await app.importing.offer(chosen(...names));
    expect(app.importing.report?.imported).toBe(1);
    expect(app.importing.missing).toBe(6);
    expect(stateOf(app)).toBe('paused');
    // Nothing of it is held: a tab beside this one may take it up.
    expect(app.locks.names).toEqual([]);

    const next = app.nextTab();
    await next.look();
    expect(next.unfinished).toMatchObject({ done: 1, total: 7 });
  });

  test('on a full disk an import that is paused ends as well', async () => {
    const { encode, go } = held();
    const app = await started({
      encode,
      add: () => Promise.reject(new HuellaError('storage-full', 'full')),
    });
    const { importing } = app;
    const names = Array.from({ length: 6 }, (_, i) => `${String(i)}.jpg`);
    const run = importing.offer(chosen(...names));
    await vi.waitFor(() => expect(app.encoded).toHaveLength(4));
    importing.pause();
    go();
    await run;
    expect([importing.running, importing.paused, importing.missing]).toEqual([false, false, 6]);
    expect(stateOf(app)).toBe('paused');
    expect(app.locks.names).toEqual([]);
  });

  test('a call that rejects in the middle of it is said until it is dismissed', async () => {
    const app = await started({
      open: () => Promise.reject(new HuellaError('encoder-missing', '')),
    });
    await app.importing.offer(chosen('a.jpg'));
    expect(app.importing.failure?.code).toBe('encoder-missing');
    expect([app.importing.running, app.importing.busy]).toEqual([false, false]);
    expect(stateOf(app)).toBe('paused');
    app.importing.dismiss();
    expect(app.importing.failure).toBeNull();
  });
});

describe('pause and cancel', () => {
  const MANY = Array.from({ length: 12 }, (_, i) => `${String(i)}.jpg`);

  test('paused: photos under way finish, no other begins; going on encodes each once', async () => {
    const { encode, go } = held();
    const app = await started({ encode });
    const { importing, encoded } = app;
    const run = importing.offer(chosen(...MANY));
    await vi.waitFor(() => expect(encoded).toHaveLength(4));
    importing.pause();
    importing.pause();
    go();
    await vi.waitFor(() => expect(importing.done).toBe(4));
    await settle();
    expect(encoded).toHaveLength(4);
    expect(importing.paused).toBe(true);
    expect(stateOf(app)).toBe('paused');

    importing.unpause();
    expect(stateOf(app)).toBe('running');
    await vi.waitFor(() => {
      go();
      expect(importing.running).toBe(false);
    });
    await run;
    expect([...encoded].sort()).toEqual([...MANY].sort());
    expect([importing.done, importing.report?.imported]).toEqual([12, 12]);
  });

  test('cancelled, also while paused: what is stored stays, and it is not offered again', async () => {
    const { encode, go } = held();
    const app = await started({ encode });
    const { importing, encoded, gallery } = app;
    const run = importing.offer(chosen(...MANY));
    await vi.waitFor(() => expect(encoded).toHaveLength(4));
    importing.pause();
    go();
    await vi.waitFor(() => expect(importing.done).toBe(4));
    importing.cancel();
    await run;
    expect(encoded).toHaveLength(4);
    expect(gallery.photos).toHaveLength(5);
    expect(importing.report).toMatchObject({ imported: 4, cancelled: true });
    expect([importing.paused, importing.cancelling, importing.running]).toEqual([
      false,
      false,
      false,
    ]);
    expect(app.locks.names).toEqual([]);
    const next = app.nextTab();
    await next.look();
    expect(next.unfinished).toBeNull();
  });

  test('a pause comes too late after a cancel: what is under way ends it', async () => {
    const { encode, go } = held();
    const { importing, encoded } = await started({ encode });
    const run = importing.offer(chosen(...MANY));
    await vi.waitFor(() => expect(encoded).toHaveLength(4));
    importing.cancel();
    importing.pause();
    expect([importing.cancelling, importing.paused]).toEqual([true, false]);
    go();
    await run;
    expect([importing.report?.cancelled, encoded.length]).toEqual([true, 4]);
  });

  test('while a restore is under way it waits and says so', async () => {
    const app = await started();
    let over = (): void => undefined;
    void app.locks.request('huella-import', () => new Promise<void>((end) => (over = end)));
    const run = app.importing.offer(chosen('a.jpg'));
    await vi.waitFor(() => expect(app.importing.waiting).toBe(true));
    expect(app.encoded).toEqual([]);
    over();
    await run;
    expect(app.importing.waiting).toBe(false);
    expect(app.importing.report?.imported).toBe(1);
  });

  test('stopped while it waits, it never begins, and what it waited for goes on', async () => {
    const app = await started();
    let over = (): void => undefined;
    void app.locks.request('huella-import', () => new Promise<void>((end) => (over = end)));
    const run = app.importing.offer(chosen('a.jpg'));
    await vi.waitFor(() => expect(app.importing.waiting).toBe(true));
    app.importing.cancel();
    await run;
    expect(app.importing.report).toMatchObject({ imported: 0, cancelled: true });
    expect([app.importing.running, app.importing.waiting]).toEqual([false, false]);
    expect(app.locks.names).toEqual(['huella-import']);
    over();
    await settle();
    expect([app.encoded, app.importing.failure]).toEqual([[], null]);
  });
});

describe('one at a time', () => {
  test('a second choice during an import is refused in words; the first goes on', async () => {
    const { encode, go } = held();
    const { importing, encoded, announcer } = await started({ encode });
    const first = importing.offer(chosen('a.jpg'));
    await vi.waitFor(() => expect(encoded).toEqual(['a.jpg']));
    await importing.offer(chosen('b.jpg'));
    expect(announcer.shown?.text).toBeTruthy();
    go();
    await first;
    expect(encoded).toEqual(['a.jpg']);
    expect(importing.report?.imported).toBe(1);
  });

  test('nor does a second one begin while the files of the first are gathered', async () => {
    const { importing, encoded, announcer } = await started();
    let gathered = (_: FoundFile[]): void => undefined;
    const first = importing.offer(new Promise<FoundFile[]>((resolve) => (gathered = resolve)));
    expect(importing.gathering).toBe('folder');
    await importing.offer(chosen('b.jpg'));
    expect(announcer.shown?.text).toBeTruthy();
    gathered(chosen('a.jpg'));
    await first;
    expect(encoded).toEqual(['a.jpg']);
  });

  test('it is busy from the choice to the end, also while an older import is let go of', async () => {
    let removed: (() => void) | undefined;
    const app = await started({
      removeImport: () => new Promise((resolve) => (removed = resolve)),
    });
    app.records.set('old', { id: 'old', state: 'paused', total: 2, done: 1 } as ImportRecord);
    await app.importing.look();
    const run = app.importing.offer(chosen('a.jpg'));
    await vi.waitFor(() => expect(removed).toBeDefined());
    expect(app.importing.busy).toBe(true);
    removed!();
    await run;
    expect(app.importing.report?.imported).toBe(1);
    expect([...app.records.keys()]).not.toContain('old');
  });

  test('an older import that cannot be let go of is said, and nothing begins', async () => {
    const app = await started({
      removeImport: () => Promise.reject(new HuellaError('storage-failed', 'closed')),
    });
    app.records.set('old', { id: 'old', state: 'paused', total: 2, done: 1 } as ImportRecord);
    await app.importing.look();
    await app.importing.offer(chosen('a.jpg'));
    expect(app.importing.failure?.code).toBe('storage-failed');
    expect(app.encoded).toEqual([]);
    await app.importing.forget();
    expect(app.importing.failure?.code).toBe('storage-failed');
    expect(app.importing.unfinished?.id).toBe('old');
  });
});

describe('a Camtrap DP', () => {
  const file = (path: string, ...lines: string[]): FoundFile => ({
    ...{ path, file: new File([lines.join('\n')], path.split('/').at(-1)!) },
  });
  const PACKAGE = [
    file(
      'deployments.csv',
      'deploymentID,locationName,latitude,longitude,deploymentStart,deploymentEnd,cameraID',
      'd1,Norte,-1.5,36.5,2024-03-01T00:00:00Z,2024-03-20T12:00:00Z,C1',
      'd2,Sur,-1.6,36.6,2024-03-02T00:00:00Z,2024-03-04T12:00:00Z,',
    ),
    file(
      'media.csv',
      'mediaID,deploymentID,timestamp,filePath,fileMediatype',
      'm1,d1,2024-03-05T06:00:00Z,a.jpg,image/jpeg',
    ),
    file(
      'observations.csv',
      'observationID,deploymentID,mediaID,observationType,individualID',
      'o1,d1,m1,animal,Luna',
    ),
    file('a.jpg', 'bytes'),
  ];

  test('says when its stations were watched, also where nothing was seen, and is told so', async () => {
    const { importing, gallery, known } = await started();
    known.push({
      ...{ name: 'norte', place: null },
      efforts: [{ from: '2024-02-01', to: '2024-02-03' }],
    });
    await importing.offer(PACKAGE);
    await importing.answer();
    expect(importing.report?.imported).toBe(1);
    const stations = [
      {
        ...{ name: 'norte', place: { latitude: -1.5, longitude: 36.5 } },
        efforts: [
          { from: '2024-02-01', to: '2024-02-03' },
          { from: '2024-03-01T00:00:00Z', to: '2024-03-20T12:00:00Z', camera: 'C1' },
        ],
      },
      {
        ...{ name: 'Sur', place: { latitude: -1.6, longitude: 36.6 } },
        efforts: [{ from: '2024-03-02T00:00:00Z', to: '2024-03-04T12:00:00Z' }],
      },
    ];
    expect(gallery.actions).toEqual([{ kind: 'describe-stations', stations }]);
    expect(importing.summary).toBe('1 photo added, 2 stations described');
    // Again, it says nothing new.
    known.splice(0, 1, ...stations);
    await importing.offer(PACKAGE);
    await importing.answer();
    expect([gallery.actions.length, importing.stations]).toEqual([1, 0]);
  });
});

describe('what folders mean', () => {
  const HERD = ['herd/Luna/1.jpg', 'herd/Rosa/2.jpg'];

  test('is asked first; the answer names the photos', async () => {
    const { importing, encoded } = await started();
    await importing.offer(chosen(...HERD));
    expect(importing.question?.sorting.kind).toBe('subfolders');
    expect([importing.running, encoded.length]).toEqual([false, 0]);
    await Promise.all([importing.answer(), importing.answer()]);
    expect(importing.question).toBeNull();
    expect(importing.rows.map(({ individual }) => individual).sort()).toEqual(['Luna', 'Rosa']);
    expect(encoded).toHaveLength(2);
  });

  test('another choice takes the place of the question, whose zip is closed', async () => {
    let zips = 0;
    const items = HERD.map((path) => ({ path, problem: null }));
    const app = await started({ openZip: () => Promise.resolve({ id: ++zips, items }) });
    await app.importing.offer(chosen('herd.zip'));
    const first = app.importing.question;
    await app.importing.offer(chosen('other.zip'));
    expect(app.importing.question).not.toBe(first);
    expect(app.closed).toEqual([1]);
    app.importing.dropQuestion();
    expect(app.closed).toEqual([1, 2]);
    expect([app.importing.question, app.records.size]).toEqual([null, 0]);
  });

  test('a choice without photos, or that cannot be opened, is said; nothing is left over', async () => {
    const app = await started({
      openZip: () => Promise.reject(new HuellaError('zip-damaged', 'cut')),
    });
    await app.importing.offer([]);
    expect(app.announcer.shown?.text).toBeTruthy();
    app.announcer.dismiss();
    await app.importing.offer(chosen('table.csv'));
    expect(app.announcer.shown?.text).toBeTruthy();
    await app.importing.offer(chosen('cut.zip'));
    expect(app.importing.failure?.code).toBe('zip-damaged');
    expect([app.importing.busy, app.records.size]).toEqual([false, 0]);
  });
});

describe('after a closed tab', () => {
  const FOUR = ['a.jpg', 'b.jpg', 'c.jpg', 'd.jpg'];

  /** An import whose tab is closed after two of four photos. */
  async function closed(doors: Doors = {}): Promise<Started & { next: ImportState }> {
    const { encode } = held();
    let stop = 2;
    const app = await started({
      ...doors,
      encode: () => (--stop >= 0 ? Promise.resolve() : stop > -9 ? encode() : Promise.resolve()),
    });
    void app.importing.offer(chosen(...FOUR));
    await vi.waitFor(() => expect(app.importing.done).toBe(2));
    app.importing.pause();
    await vi.waitFor(() => expect(app.rows).toHaveLength(2));
    app.encoded.length = 0;
    stop = -9;
    return { ...app, next: app.nextTab() };
  }

  test('it is offered with how far it was, and only the rest is added', async () => {
    const { next, encoded, records, rows } = await closed();
    await next.look();
    expect(next.unfinished).toMatchObject({ total: 4, done: 2 });
    // There is no handle of loose files: they are chosen again.
    await next.continue();
    expect([next.rechoose, next.running]).toEqual([true, false]);
    await next.continue(chosen(...FOUR));
    expect([...encoded].sort()).toEqual(['c.jpg', 'd.jpg']);
    expect([next.done, next.total]).toEqual([4, 4]);
    expect(next.rows.map(({ name }) => name).sort()).toEqual(FOUR);
    expect(rows).toHaveLength(4);
    expect([next.unfinished, next.rechoose]).toEqual([null, false]);
    expect([...records.values()].map(({ state }) => state)).toEqual(['done']);
  });

  test('files that cannot be opened again leave it on offer, and say why', async () => {
    const { next } = await closed({
      openZip: () => Promise.reject(new HuellaError('zip-damaged', 'cut')),
    });
    await next.look();
    await next.continue(chosen('all.zip'));
    expect(next.failure?.code).toBe('zip-damaged');
    expect(next.unfinished).toMatchObject({ done: 2 });
  });

  test('what cannot be read of it leaves it on offer, and says why', async () => {
    const { next, services } = await closed();
    await next.look();
    const { library } = services;
    const importRows = vi.spyOn(library, 'importRows');
    importRows.mockRejectedValueOnce(new HuellaError('storage-failed', 'closed'));
    await next.continue(chosen(...FOUR));
    expect(next.failure?.code).toBe('storage-failed');
    expect(next.unfinished).toMatchObject({ done: 2 });
    await next.continue(chosen(...FOUR));
    expect(next.report?.imported).toBe(2);
  });

  test('let go of, it is not offered again', async () => {
    const { next, records, nextTab } = await closed();
    await next.look();
    await next.forget();
    expect([next.unfinished, records.size]).toEqual([null, 0]);
    const later = nextTab();
    await later.look();
    expect(later.unfinished).toBeNull();
  });
});
