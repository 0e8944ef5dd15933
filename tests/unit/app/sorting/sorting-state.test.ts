import { describe, expect, test } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import type { Group, Mistake } from '../../../../src/runtime/api';
import type { Services } from '../../../../src/runtime/services';
import type { MistakesOptions, SortingOptions } from '../../../../src/runtime/sorting';
import { GroupsState } from '../../../../src/app/sorting/groups-state.svelte';
import { MistakesState } from '../../../../src/app/sorting/mistakes-state.svelte';
import { fakeApp, type FakeApp, type Named } from '../fake-app';

type Door = Services['sorting'];

async function start(
  named: Named,
  sorting: Partial<Door>,
): Promise<FakeApp & { groups: GroupsState; mistakes: MistakesState }> {
  const app = await fakeApp(named);
  const services = { ...app.services, sorting } as unknown as Services;
  const groups = new GroupsState({ ...app, services });
  const mistakes = new MistakesState({ ...app, services });
  return { ...app, groups, mistakes };
}

const group = (probability: number, ...photoIds: string[]): Group => ({
  ...{ photoIds, probability, similarity: 0.9, encounters: photoIds.length - 1 },
});

describe('groups', () => {
  const UNNAMED: Named = { a: null, b: null, c: null, d: null, e: null, luna: 'Luna' };
  const sorting: Partial<Door> = {
    groups: () =>
      Promise.resolve({
        groups: [group(0.99, 'a', 'b', 'c'), group(0.9, 'd', 'e')],
        ...{ photos: 5, ofPhotos: 5 },
        basis: { learnt: false, calibration: 'gallery' },
      }),
  };
  const shown = ({ groups }: GroupsState): string[] =>
    groups.map(({ photoIds }) => photoIds.join(''));

  test('a whole group is named, and nothing else; undone, it waits again', async () => {
    const { groups, gallery, actions, library } = await start(UNNAMED, sorting);
    expect(await groups.start()).toBe(true);
    expect([shown(groups), library.unidentified]).toEqual([['abc', 'de'], 5]);
    await groups.name(groups.groups[0]!, 'Sol', 'named');
    expect(shown(groups)).toEqual(['de']);
    expect(['a', 'b', 'c', 'd'].map((id) => gallery.nameOf(id))).toEqual([
      ...['Sol', 'Sol', 'Sol', null],
    ]);
    await actions.undoLast();
    expect(shown(groups)).toEqual(['abc', 'de']);
  });

  test('picked photos leave their group, each with a step of its own; one alone is no group', async () => {
    const { groups, gallery, actions } = await start(UNNAMED, sorting);
    await groups.start();
    const [first] = groups.groups;
    groups.pick(first!, 'b');
    groups.pick(first!, 'c');
    groups.pick(first!, 'c');
    groups.pick(first!, 'a');
    expect(groups.picked(first!)).toEqual(['a', 'b']);
    groups.pick(first!, 'a');
    await groups.takeOut(first!, 'taken');
    expect(gallery.actions).toEqual([
      { kind: 'dismiss', about: 'apart', photoIds: ['b', 'a', 'c'], individualIds: [] },
    ]);
    expect(shown(groups)).toEqual(['ac', 'de']);
    const [, second] = groups.groups;
    groups.pick(second!, 'e');
    await groups.takeOut(second!, 'taken');
    expect(shown(groups)).toEqual(['ac']);
    await actions.undoLast();
    expect(shown(groups)).toEqual(['ac', 'de']);
  });

  test('two groups become one of unknown probability; one is dismissed and taken back', async () => {
    const { groups, actions } = await start(UNNAMED, sorting);
    await groups.start();
    groups.joinInto(groups.groups[0]!);
    expect(shown(groups)).toEqual(['abc', 'de']);
    groups.joining = 'd';
    groups.joinInto(groups.groups[1]!);
    expect(groups.joining).toBe('d');
    groups.joinInto(groups.groups[0]!);
    expect(groups.groups).toMatchObject([
      { photoIds: ['a', 'b', 'c', 'd', 'e'], probability: null, encounters: 3 },
    ]);
    await groups.dismiss(groups.groups[0]!, 'dismissed');
    expect(shown(groups)).toEqual([]);
    await actions.undoLast();
    expect(shown(groups)).toEqual(['abcde']);
  });

  test('a question is stopped, fails, and is asked once at a time', async () => {
    let asked: SortingOptions = {};
    const { groups } = await start(UNNAMED, {
      groups: (options) => {
        asked = options ?? {};
        return new Promise((_, reject) => {
          asked.signal?.addEventListener('abort', () => reject(asked.signal!.reason as Error));
        });
      },
    });
    const first = groups.start();
    expect(await groups.start()).toBe(false);
    asked.onProgress?.('comparing', 250, 1000);
    expect(groups.asking.progress).toMatchObject({ done: 250, total: 1000 });
    groups.asking.stop();
    expect(await first).toBe(false);
    expect([groups.asking.running, groups.asking.failure, groups.report]).toEqual([
      ...[false, null, null],
    ]);
    const { groups: full } = await start(UNNAMED, {
      groups: () => Promise.reject(new HuellaError('out-of-memory', 'full')),
    });
    expect(await full.start()).toBe(false);
    expect(full.asking.failure).toMatchObject({ code: 'out-of-memory' });
  });
});

describe('mistakes', () => {
  const NAMED: Named = {
    ...{ a: 'Luna', b: 'Luna', c: 'Sol', d: 'Sol', e: 'Mar', f: 'Mar' },
  };
  const mistake = (
    kind: Mistake['kind'],
    individuals: string[],
    pair: [string, string],
    photoIds: string[],
  ): Mistake => ({
    ...{ kind, pair, photoIds, margin: 0.1, ownPhoto: null, markings: null },
    individualIds: individuals.map((name) => `id-${name}`),
  });
  const FOUND = [
    mistake('alike', ['Luna', 'Sol'], ['a', 'c'], ['a', 'b']),
    mistake('elsewhere', ['Mar', 'Luna'], ['e', 'a'], ['e']),
    mistake('several', ['Sol'], ['c', 'd'], ['d']),
  ];
  const sorting: Partial<Door> = {
    mistakes: () => Promise.resolve({ mistakes: FOUND, photos: 6, ofPhotos: 6 }),
  };
  const kinds = ({ kinds: open }: MistakesState): string[] => open.map(({ kind }) => kind);

  test('each kind is put right by its own action', async () => {
    const { mistakes, gallery } = await start(NAMED, sorting);
    await mistakes.start();
    expect(kinds(mistakes)).toEqual(['alike', 'elsewhere', 'several']);
    for (const one of FOUND) await mistakes.accept(one, 'done');
    await mistakes.splitOff(FOUND[2]!, 'Rio', 'parted');
    expect(gallery.actions).toEqual([
      { kind: 'merge', individualIds: ['id-Luna'], into: 'id-Sol' },
      { kind: 'assign', photoIds: ['e'], name: 'Luna' },
      { kind: 'split', photoIds: ['d'], name: 'Rio' },
    ]);
    // The photo is Luna's now: nothing is open about it.
    expect(kinds(mistakes)).toEqual(['alike', 'several']);
  });

  test('what is right is dismissed with its own names, and asked again when that is undone', async () => {
    const { mistakes, gallery, actions } = await start(NAMED, sorting);
    await mistakes.start();
    await mistakes.dismiss(FOUND[1]!, 'right');
    await mistakes.dismiss(FOUND[0]!, 'right');
    expect(gallery.actions).toEqual([
      { kind: 'dismiss', about: 'elsewhere', photoIds: ['e'], individualIds: ['id-Mar'] },
      ...[
        {
          ...{ kind: 'dismiss', about: 'alike', photoIds: ['a', 'c'] },
          individualIds: ['id-Luna', 'id-Sol'],
        },
      ],
    ]);
    expect(kinds(mistakes)).toEqual(['several']);
    await actions.undoLast();
    expect(kinds(mistakes)).toEqual(['alike', 'several']);
  });

  test('the list is there while markings are compared, which may reorder it; stopped, it stays', async () => {
    let finish = (): void => undefined;
    let asked: MistakesOptions = {};
    const first = { mistakes: FOUND, photos: 6, ofPhotos: 6 };
    const { mistakes } = await start(NAMED, {
      mistakes: (options) => {
        asked = options ?? {};
        asked.onFirst?.(first);
        return new Promise((resolve, reject) => {
          asked.signal?.addEventListener('abort', () => reject(asked.signal!.reason as Error));
          finish = () => {
            const marked = FOUND.map((one) => ({ ...one, markings: { pair: 12, own: 0 } }));
            resolve({ ...first, mistakes: marked.toReversed() });
          };
        });
      },
    });
    const looking = mistakes.start();
    expect([mistakes.asking.running, kinds(mistakes)]).toEqual([
      true,
      ['alike', 'elsewhere', 'several'],
    ]);
    // Decided meanwhile: it does not come back with the last list.
    await mistakes.dismiss(FOUND[1]!, 'right');
    finish();
    expect(await looking).toBe(true);
    expect(kinds(mistakes)).toEqual(['alike', 'several']);
    expect(mistakes.kinds[0]!.shown[0]!.markings).toEqual({ pair: 12, own: 0 });
    const again = mistakes.start();
    mistakes.asking.stop();
    expect([await again, asked.signal!.aborted]).toEqual([true, true]);
    expect(mistakes.kinds[0]!.shown[0]!.markings).toBeNull();
  });

  test('two that look like one are joined, and one that looks like two is parted, both undone', async () => {
    const { mistakes, gallery, actions } = await start(NAMED, sorting);
    await mistakes.start();
    await mistakes.accept(FOUND[0]!, 'joined');
    expect(gallery.actions.at(-1)).toEqual({
      ...{ kind: 'merge', individualIds: ['id-Luna'], into: 'id-Sol' },
    });
    await actions.undoLast();
    await mistakes.splitOff(FOUND[2]!, 'Rio', 'parted');
    expect(gallery.actions.at(-1)).toEqual({ kind: 'split', photoIds: ['d'], name: 'Rio' });
    await actions.undoLast();
    expect(gallery.undone).toEqual(['entry-1', 'entry-2']);
    expect(kinds(mistakes)).toEqual(['alike', 'elsewhere', 'several']);
  });

  test('the surest tenth of each kind is shown, ten at least, then all', async () => {
    const many = Array.from({ length: 30 }, () => ({ ...FOUND[1]! }));
    const { mistakes } = await start(NAMED, {
      mistakes: () => Promise.resolve({ mistakes: many, photos: 150, ofPhotos: 150 }),
    });
    await mistakes.start();
    expect(mistakes.kinds[0]).toMatchObject({ total: 30, shown: { length: 15 } });
    mistakes.showAll('elsewhere');
    expect(mistakes.kinds[0]!.shown).toHaveLength(30);
  });
});
