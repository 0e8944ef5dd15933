import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AppContext } from '../../../../src/app/context';
import { HistoryState } from '../../../../src/app/history/history-state.svelte';
import { HuellaError } from '../../../../src/engine/errors';
import type { JournalEntry } from '../../../../src/engine/library';
import { settle } from '../fake-app';

const entryOf = (at: number, undoneAt: number | null = null): JournalEntry =>
  ({ id: `e${String(at)}`, at, undoneAt, photoIds: at % 2 === 0 ? ['even'] : ['odd'] }) as never;

let journal: JournalEntry[];
/** The next readings fail with this. */
let failure: HuellaError | null;
let changed: (() => void) | null;
let replayed: string[];
/** What undoing waits for. */
let replaying: Promise<void>;

const read = (entries: JournalEntry[]): Promise<JournalEntry[]> =>
  failure ? Promise.reject(failure) : Promise.resolve(entries);

const replay = (way: string) => async (id: string) => {
  replayed.push(`${way} ${id}`);
  await replaying;
  journal = journal.map((entry) =>
    entry.id === id ? { ...entry, undoneAt: way === 'undo' ? 1 : null } : entry,
  );
};

const APP = {
  services: {
    onLibraryChange: (listener: () => void) => {
      changed = listener;
      return () => (changed = null);
    },
    library: {
      journal: ({ limit }: { limit: number }) => read(journal.toReversed().slice(0, limit)),
      journalOf: (id: string) => read(journal.filter(({ photoIds }) => photoIds.includes(id))),
    },
  },
  actions: { undo: replay('undo'), redo: replay('redo') },
} as unknown as AppContext;

const idsOf = ({ entries }: HistoryState): string[] => entries.map(({ id }) => id);

beforeEach(() => {
  journal = [];
  failure = null;
  changed = null;
  replayed = [];
  replaying = Promise.resolve();
});
afterEach(() => vi.restoreAllMocks());

describe('the pages', () => {
  test('newest first, fifty at a time; more only where there are more', async () => {
    journal = Array.from({ length: 101 }, (_, i) => entryOf(i));
    const history = new HistoryState(APP, null);
    await history.load();
    expect([history.entries.length, history.entries[0]?.id, history.more]).toEqual([
      ...[50, 'e100', true],
    ]);
    await history.showMore();
    expect([history.entries.length, history.more]).toEqual([100, true]);
    await history.showMore();
    expect([history.entries.length, history.more]).toEqual([101, false]);
    expect(new Set(idsOf(history)).size).toBe(101);
  });

  test('exactly one page has no more behind it', async () => {
    journal = Array.from({ length: 50 }, (_, i) => entryOf(i));
    const history = new HistoryState(APP, null);
    await history.load();
    expect([history.entries.length, history.more]).toEqual([50, false]);
  });

  test('of one photo: what was done with it, newest first', async () => {
    journal = [entryOf(1), entryOf(2), entryOf(3), entryOf(4)];
    const history = new HistoryState(APP, 'even');
    await history.load();
    expect([idsOf(history), history.more]).toEqual([['e4', 'e2'], false]);
  });
});

describe('following the library', () => {
  test('what is done elsewhere appears, the pages asked for stay; left, it follows no longer', async () => {
    journal = Array.from({ length: 60 }, (_, i) => entryOf(i));
    const history = new HistoryState(APP, null);
    const leave = history.follow();
    await settle();
    await history.showMore();
    journal.push(entryOf(60));
    changed!();
    await settle();
    expect([history.entries.length, history.entries[0]?.id]).toEqual([61, 'e60']);
    leave();
    expect(changed).toBeNull();
  });

  test('a reading that fails is said, keeps what was read, and the next one takes it back', async () => {
    journal = [entryOf(1)];
    const history = new HistoryState(APP, null);
    failure = new HuellaError('storage-failed', 'closed');
    await history.load();
    expect([history.failure, history.loaded, history.entries]).toEqual([failure, false, []]);
    failure = null;
    await history.load();
    expect([history.failure, history.loaded]).toEqual([null, true]);
    failure = new HuellaError('storage-failed', 'closed');
    await history.load();
    expect([history.failure, idsOf(history)]).toEqual([failure, ['e1']]);
  });
});

describe('undoing', () => {
  test('an entry in force is undone, an undone one done again; the list says so', async () => {
    journal = [entryOf(1)];
    const history = new HistoryState(APP, null);
    await history.load();
    await history.replay(history.entries[0]!);
    expect(history.entries[0]?.undoneAt).toBe(1);
    await history.replay(history.entries[0]!);
    expect(history.entries[0]?.undoneAt).toBeNull();
    expect(replayed).toEqual(['undo e1', 'redo e1']);
    expect(history.working).toBeNull();
  });

  test('two clicks undo once; another entry waits until the first is done', async () => {
    journal = [entryOf(1), entryOf(2)];
    const history = new HistoryState(APP, null);
    await history.load();
    const [second, first] = history.entries as [JournalEntry, JournalEntry];
    let done = (): void => undefined;
    replaying = new Promise((resolve) => (done = resolve));
    const clicks = [history.replay(first), history.replay(first), history.replay(second)];
    expect(history.working).toBe('e1');
    done();
    await Promise.all(clicks);
    expect([replayed, history.working]).toEqual([['undo e1'], null]);
  });
});
