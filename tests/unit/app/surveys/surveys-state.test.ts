import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HuellaError } from '../../../../src/engine/errors';
import type { StationDescription } from '../../../../src/engine/library';
import { SurveyDesk, type SurveyReport, type SurveyRequest } from '../../../../src/engine/survey';
import type { Settings } from '../../../../src/runtime/api';
import { SurveyCount } from '../../../../src/runtime/survey';
import type { Services } from '../../../../src/runtime/services';
import type { Spawned } from '../../../../src/workers/spawn';
import { discoveryChart, sightingsChart } from '../../../../src/app/surveys/charts';
import { SurveysState } from '../../../../src/app/surveys/surveys-state.svelte';
import { fakeApp, photoOf, type FakeApp } from '../fake-app';

/** The desk of the worker, in this process; counts how often it is asked and ended. */
interface Counter {
  given: number;
  counted: number;
  ended: number;
  fails: boolean;
}

async function start(): Promise<
  FakeApp & {
    state: SurveysState;
    preferences: { settings: Settings };
    counter: Counter;
    tell: () => void;
  }
> {
  const described: StationDescription[] = [];
  const app = await fakeApp({}, (gallery) => ({
    library: {
      stations: () => Promise.resolve(described),
      act: (action: Parameters<typeof gallery.act>[0]) => {
        if (action.kind === 'describe-stations') described.push(...action.stations);
        return gallery.act(action);
      },
    },
  }));
  const stations = ['ST1', 'ST1', 'ST2'];
  app.gallery.photos = stations.map((station, i) => ({
    ...photoOf(`p${String(i)}`, i === 2 ? null : 'id-Luna', 10 - i),
    ...{ station, folder: `Survey/${station}`, place: { latitude: -1 - i / 10, longitude: 36 } },
    takenAt: `2024-03-0${String(i + 1)}T10:00:00`,
    species: i === 2 ? 'Puma' : 'Onca',
  }));
  app.gallery.individuals = [{ id: 'id-Luna', name: 'Luna', nameKey: 'luna', createdAt: 0 }];
  await app.library.refresh();
  const counter: Counter = { given: 0, counted: 0, ended: 0, fails: false };
  let tell = (): void => undefined;
  const services = {
    ...app.services,
    onLibraryChange: (listener: () => void) => {
      tell = listener;
      return () => undefined;
    },
    survey: () => {
      const desk = new (class extends SurveyDesk {
        override begin(stations_: readonly StationDescription[]): void {
          counter.given += 1;
          super.begin(stations_);
        }
        override count(request: SurveyRequest): SurveyReport {
          counter.counted += 1;
          if (counter.fails) throw new HuellaError('out-of-memory', 'full');
          return super.count(request);
        }
      })();
      const spawned = { door: desk, terminate: () => (counter.ended += 1) };
      return Promise.resolve(new SurveyCount(spawned as unknown as Spawned<SurveyDesk>));
    },
  } as unknown as Services;
  const preferences = { settings: { encounterSeconds: 60 } as Settings };
  const state = new SurveysState({ ...app, services, preferences });
  return {
    ...app,
    state,
    preferences,
    counter,
    tell: () => {
      tell();
    },
  };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('counts what is chosen, and gives the gallery only when it has changed', async () => {
  const { state, counter, library, gallery, preferences } = await start();
  await state.count();
  expect(state.report).toMatchObject({ encounters: 3, individuals: 1, unidentified: 1 });
  expect(state.places).toEqual([
    { latitude: -1.05, longitude: 36 },
    { latitude: -1.2, longitude: 36 },
  ]);
  preferences.settings = { encounterSeconds: 86_400 } as Settings;
  await state.count();
  expect(state.report!.encounters).toBe(2);
  state.species = 'puma';
  await state.count();
  expect(state.report!.encounters).toBe(1);
  state.species = '';
  // One end alone: the other is that of the whole survey.
  preferences.settings = { encounterSeconds: 60 } as Settings;
  state.from = '2024-03-02';
  await state.count();
  expect(state.report).toMatchObject({ span: { from: '2024-03-02', to: '2024-03-03' } });
  expect(state.report!.encounters).toBe(2);
  [state.from, state.to] = ['', '2024-03-02'];
  await state.count();
  expect(state.report).toMatchObject({ span: { from: '2024-03-01', to: '2024-03-02' } });
  state.to = '';
  await state.count();
  expect(state.report).toMatchObject({ span: { from: '2024-03-01', to: '2024-03-03' } });
  expect(counter.given).toBe(1);
  gallery.photos = gallery.photos.slice(1);
  await library.refresh();
  await state.count();
  expect(state.report!.encounters).toBe(2);
  expect(counter.given).toBe(2);
});

test("a person's own dates divide the curve; until they are said, and where they overlap, it says so", async () => {
  const { state } = await start();
  state.occasion = 'dates';
  await state.count();
  expect(state.report).toMatchObject({ discovery: null, problem: 'no-dates', encounters: 3 });
  Object.assign(state.dates.spans[0]!, { from: '2024-03-02', to: '2024-03-03' });
  state.dates.add();
  Object.assign(state.dates.spans[1]!, { from: '2024-03-01', to: '2024-03-01' });
  await state.count();
  expect(state.report!.discovery!.points).toMatchObject([
    { from: '2024-03-01', to: '2024-03-01', occasions: 1, seen: 1 },
    { from: '2024-03-02', to: '2024-03-03', occasions: 2, seen: 1 },
  ]);
  state.dates.spans[1]!.to = '2024-03-02';
  await state.count();
  expect(state.report!.problem).toBe('overlap');
  state.dates.remove(1);
  state.dates.spans[0]!.to = '';
  await state.count();
  expect(state.report!.problem).toBe('not-a-span');
});

test('days in the wrong order are not counted; calls that come together share one more', async () => {
  const { state, counter } = await start();
  await state.count();
  [state.from, state.to] = ['2024-03-03', '2024-03-01'];
  expect(state.badSpan).toBe(true);
  await state.count();
  expect(counter.counted).toBe(1);
  [state.from, state.to] = ['', '2024-03-01'];
  const first = state.count();
  state.to = '2024-03-02';
  await Promise.all([first, state.count(), state.count()]);
  expect(counter.counted).toBe(3);
  expect(state.report!.encounters).toBe(2);
});

test('a station is described, folders name stations, and the figures follow', async () => {
  const { state, gallery } = await start();
  await state.count();
  expect(state.report!.stations.map(({ days }) => days)).toEqual([2, 1]);
  const efforts = [{ from: '2024-02-28', to: '2024-03-03' }];
  await state.describe({ name: 'ST2', place: { latitude: 5, longitude: 6 }, efforts }, 'done');
  expect(state.report!.stations.map(({ days }) => days)).toEqual([2, 5]);
  expect(state.places[1]).toEqual({ latitude: 5, longitude: 6 });
  await state.useFolders(1, (photos) => `${String(photos)} photos`);
  expect(gallery.actions.at(-1)).toEqual({
    kind: 'place-photos',
    stations: [
      { station: 'ST1', photoIds: ['p0', 'p1'] },
      { station: 'ST2', photoIds: ['p2'] },
    ],
  });
});

test('follows the library when it rests; its worker ends with the screen', async () => {
  const { state, counter, tell } = await start();
  const leave = state.follow();
  await state.count();
  tell();
  tell();
  expect(counter.counted).toBe(1);
  await vi.advanceTimersByTimeAsync(1500);
  expect(counter.counted).toBe(2);
  leave();
  await vi.advanceTimersByTimeAsync(0);
  expect(counter.ended).toBe(1);
});

test('a worker that fails is said, replaced and given everything again', async () => {
  const { state, counter } = await start();
  counter.fails = true;
  await state.count();
  expect(state.failure).toMatchObject({ code: 'out-of-memory' });
  counter.fails = false;
  await state.count();
  expect(state.failure).toBeNull();
  expect([counter.given, counter.ended]).toEqual([2, 1]);
});

test('charts say what was counted, without dates nothing', async () => {
  const { state, i18n, gallery, library } = await start();
  await state.count();
  const { surveys: t } = i18n.t;
  const bars = sightingsChart(state.report!, t, i18n.format)!;
  expect(bars.labels).toEqual(['1 Mar 2024', '2 Mar 2024', '3 Mar 2024']);
  expect(bars.series.map(({ values }) => values)).toEqual([
    [1, 1, 1],
    [1, 1, 0],
  ]);
  const curve = discoveryChart(state.report!, t, i18n.format)!;
  expect(curve.x).toBe(t.watched);
  expect(curve.labels).toEqual(['1', '2', '3']);
  expect(curve.series[0]!.values).toEqual([1, 1, 1]);
  // Seen on two of three days: one day of them misses it with a chance of a third.
  expect(curve.series[1]!.values).toEqual([0.7, 1, 1]);
  gallery.photos = gallery.photos.map((photo) => ({ ...photo, takenAt: null, station: null }));
  await library.refresh();
  await state.count();
  expect(sightingsChart(state.report!, t, i18n.format)).toBeNull();
  expect(discoveryChart(state.report!, t, i18n.format)).toBeNull();
});
