import { beforeEach, expect, test, vi } from 'vitest';
import { placeOf, Watch } from '../../../../src/app/lost/watch.svelte';
import type { Router } from '../../../../src/app/state/router.svelte';
import type { SearchFilter } from '../../../../src/engine/gallery';
import type { MatchRecord, ProposedMatch, Status } from '../../../../src/engine/library';
import type { Answer } from '../../../../src/runtime/api';
import { answerOf, fakeApp, photoOf, type FakeApp } from '../fake-app';

const stored = new Map<string, string>();

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
  });
});

interface Watched {
  readonly app: FakeApp;
  readonly watch: Watch;
  readonly proposed: ProposedMatch[];
  readonly asked: { readonly photoId: string; readonly statuses: readonly Status[] }[];
  readonly went: unknown[];
}

/** Luna is lost and Stray was found; new photos are as alike as `chance` says. */
async function watching(chance: (photoId: string) => number | null): Promise<Watched> {
  const proposed: ProposedMatch[] = [];
  const asked: Watched['asked'] = [];
  const went: unknown[] = [];
  const matches = (): MatchRecord[] =>
    proposed.map(({ queryPhotoId, photoId, ...seen }) => ({
      ...{ id: `${queryPhotoId}+${photoId}`, photoIds: [queryPhotoId, photoId], ...seen },
      ...{ state: 'pending', proposedAt: 0, decidedAt: null },
    }));
  const app = await fakeApp({ luna: 'Luna', stray: 'Stray', rex: 'Rex' }, (gallery) => ({
    engine: {
      identifyStored: ([photoId]: [string], { filter }: { filter: SearchFilter }) => {
        const statuses = filter.statuses ?? [];
        asked.push({ photoId, statuses });
        const sought = gallery.individuals.filter(
          ({ status, id }) => status && statuses.includes(status) && id !== filter.notIndividual,
        );
        const of = (id: string): string =>
          gallery.photos.find(({ individualId }) => individualId === id)!.id;
        return Promise.resolve(
          answerOf(
            sought.map(({ id, name }) => ({
              ...{ photoId: of(id), name, individual: name, individualId: id, exact: true },
              ...{ similarity: 0.8, probability: chance(photoId), interval: null },
              agreeingPoints: null,
            })) as Answer['matches'],
          ),
        );
      },
    },
    library: {
      matches: () => Promise.resolve(matches()),
      proposeMatches: (pairs: ProposedMatch[]) => {
        const fresh = pairs.filter(
          ({ queryPhotoId, photoId }) =>
            !proposed.some((one) => one.queryPhotoId === queryPhotoId && one.photoId === photoId),
        );
        proposed.push(...fresh);
        return Promise.resolve(fresh.length);
      },
    },
  }));
  vi.stubGlobal('navigator', {
    languages: ['en-GB'],
    locks: { request: (_: string, work: () => unknown) => work() },
  });
  app.gallery.individuals = app.gallery.individuals.map((one) => ({
    ...one,
    status: ({ Luna: 'lost', Stray: 'found' } as const)[one.name] ?? null,
  }));
  await app.library.refresh();
  const router = { go: (...to: unknown[]) => went.push(to) } as unknown as Router;
  return {
    ...{ app, proposed, asked, went },
    watch: new Watch({ ...app, router }, () => false),
  };
}

const MARK = 'huella.watched';

test('what comes in later and may be a lost or found animal is kept, said and counted', async () => {
  stored.set(MARK, '1000');
  const { app, watch, proposed, went } = await watching((id) => (id === 'dog' ? 0.7 : 0.1));
  app.gallery.add(photoOf('dog', null, 2000));
  app.gallery.add(photoOf('cat', null, 3000));
  const found = await watch.look();
  expect(found.map(({ photoId, individual }) => [photoId, individual.name])).toEqual([
    ['dog', 'Luna'],
    ['dog', 'Stray'],
  ]);
  expect(proposed.every(({ watched, probability }) => watched && probability === 0.7)).toBe(true);
  expect(watch.waiting).toBe(2);
  expect(app.announcer.shown?.text).toBe('A new photo looks like a lost or found animal.');
  app.announcer.shown?.action?.run();
  expect(went).toEqual([['lost', { show: 'matches' }]]);
  // Once said, it is not said again.
  expect(await watch.look()).toEqual([]);
  // At home, it is not looked for any more.
  app.gallery.individuals = app.gallery.individuals.map((one) => ({ ...one, status: 'home' }));
  await app.library.refresh();
  expect(watch.waiting).toBe(0);
});

test('a lost animal is looked for among the found, and never beside itself', async () => {
  stored.set(MARK, '1000');
  const { app, watch, asked } = await watching(() => 0.95);
  app.gallery.add(photoOf('luna2', 'id-Luna', 2000));
  const found = await watch.look();
  expect(asked).toEqual([{ photoId: 'luna2', statuses: ['found'] }]);
  expect(found.map(({ individual }) => individual.name)).toEqual(['Stray']);
  expect(app.announcer.shown?.text).toBe('A new photo looks like Stray.');
  expect(placeOf(found)).toEqual({ of: 'id-Stray' });
});

test('a tab that dies goes on with the photo it was at; a chance that is not known is no news', async () => {
  stored.set(MARK, '1000');
  let dies = true;
  const { app, watch, asked } = await watching(() => {
    if (dies) throw new Error('The tab is gone.');
    return null;
  });
  app.gallery.add(photoOf('a', null, 2000));
  app.gallery.add(photoOf('b', null, 3000));
  await expect(watch.look()).rejects.toThrow('gone');
  expect(Number(stored.get(MARK))).toBeLessThan(2000);
  dies = false;
  expect(await watch.look()).toEqual([]);
  expect(asked.map(({ photoId }) => photoId)).toEqual(['a', 'a', 'b']);
  expect(stored.get(MARK)).toBe('3000');
  expect(app.announcer.shown).toBeNull();
});

test('what a report adds has a search of its own', async () => {
  stored.set(MARK, '1000');
  const { app, watch, asked } = await watching(() => 0.95);
  const name = await watch.apart(() => {
    app.gallery.add(photoOf('reported', null, Date.now()));
    return Promise.resolve('done');
  });
  expect(name).toBe('done');
  expect(await watch.look()).toEqual([]);
  expect(asked).toEqual([]);
});
