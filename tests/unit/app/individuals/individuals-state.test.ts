import { afterEach, expect, test, vi } from 'vitest';
import type { IndividualRecord, PhotoRecord } from '../../../../src/engine/library';
import { IndividualsState } from '../../../../src/app/individuals/individuals-state.svelte';
import { fakeApp } from '../fake-app';

const SAID: Readonly<Record<string, Partial<IndividualRecord>>> = {
  'Rosa 2': { species: 'Vaca', status: 'lost', seenAt: '2026-03-02' },
  'Rosa 10': { species: 'vaca', labels: ['Crotal 214'] },
  Ámbar: { species: 'perro', status: 'home' },
};
const TAKEN: Readonly<Record<string, Partial<PhotoRecord>>> = {
  a: { takenAt: '2026-05-01T10:00:00' },
  b: { takenAt: '2026-01-01T10:00:00' },
};

async function listed(): Promise<IndividualsState> {
  const app = await fakeApp({ a: 'Ámbar', b: 'Rosa 10', c: 'Rosa 10', d: 'Rosa 2' });
  const { gallery, library } = app;
  gallery.individuals = gallery.individuals.map((one) => ({ ...one, ...SAID[one.name] }));
  gallery.photos = gallery.photos.map((photo) => ({ ...photo, ...TAKEN[photo.id] }));
  await library.refresh();
  return new IndividualsState(library, app.i18n);
}

const names = (state: IndividualsState): string[] => state.shown.map(({ name }) => name);

afterEach(() => vi.unstubAllGlobals());

test('by name: accents count as letters and numbers as numbers', async () => {
  expect(names(await listed())).toEqual(['Ámbar', 'Rosa 2', 'Rosa 10']);
});

test('by the day last seen, in a photo or as written down, then by photos', async () => {
  const state = await listed();
  state.order = 'seen';
  expect(names(state)).toEqual(['Ámbar', 'Rosa 2', 'Rosa 10']);
  state.order = 'photos';
  expect(names(state)).toEqual(['Rosa 10', 'Ámbar', 'Rosa 2']);
});

test('the search reads names and labels without accents and capitals', async () => {
  const state = await listed();
  state.text = 'ambar';
  expect(names(state)).toEqual(['Ámbar']);
  state.text = 'CROTAL 2';
  expect(names(state)).toEqual(['Rosa 10']);
  expect(state.filtered).toBe(true);
});

test('species are one in any spelling; filters add up and are cleared together', async () => {
  const state = await listed();
  expect(state.speciesInUse).toHaveLength(2);
  state.species = 'VACA';
  expect(names(state)).toEqual(['Rosa 2', 'Rosa 10']);
  state.status = 'lost';
  expect(names(state)).toEqual(['Rosa 2']);
  state.clearFilters();
  expect(state.filtered).toBe(false);
  expect(names(state)).toHaveLength(3);
});
