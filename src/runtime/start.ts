/** Starts the app's runtime in this tab. */
import { Backups } from './backups';
import { exchangeDoor } from './exchange-link';
import { scriptingDoor } from './huella';
import { LeadingEngine } from './leader/engine';
import type { CatalogueDoor } from './catalogue/catalogue';
import type { DoorCalls } from './doors';
import type { Services, SortingDoor } from './services';
import type { EngineStatus } from './status';
import { Tabs } from './tabs/tabs';
import { callsOf } from '../workers/calls';
import { moved } from '../workers/moved';
import {
  doorOf,
  spawnEvaluation,
  spawnSearchTimer,
  spawnSorting,
  spawnSurvey,
} from '../workers/spawn';
import { readSettings } from './settings';
import { inTurn } from './turns';
import { asWork } from './work';

/** There while this device shares a catalogue: other pages load nothing of one. */
const JOINED_KEY = 'huella.catalogue';

/** Joins the other tabs or starts the engine, and publishes `window.huella`. */
export function createServices(): Services {
  const [statusListeners, libraryListeners, encodersListeners] = [
    new Set<(status: EngineStatus) => void>(),
    new Set<() => void>(),
    new Set<() => void>(),
  ];
  let status: EngineStatus = { phase: 'starting', step: 'library', done: 0, total: 1 };
  const tabs = new Tabs({
    lead: (events) => new LeadingEngine(events),
    onStatus: (changed) => {
      status = changed;
      for (const listener of statusListeners) listener(changed);
    },
    onEvent: (event) => {
      for (const listener of event === 'library' ? libraryListeners : encodersListeners) listener();
    },
  });
  const onLibraryChange = (listener: () => void): (() => void) =>
    listen(libraryListeners, listener);
  let catalogue: Promise<CatalogueDoor> | undefined;
  const shared = {
    ...tabs.doors,
    backups: new Backups(tabs.doors.library),
    exchange: exchangeDoor(),
    evaluate: async (...request: Parameters<Services['evaluate']>) => {
      const { EvaluationRun } = await import('./evaluation');
      const run = new EvaluationRun(tabs.doors, spawnEvaluation(), ...request);
      asWork(run.report).catch(() => undefined);
      return run;
    },
    sorting: sortingDoor(tabs.doors),
    measure: async (onChange: Parameters<Services['measure']>[0]) => {
      const { Measuring } = await import('./measuring');
      const means = { services: tabs.doors, spawn: spawnSearchTimer, inTurn };
      const measuring = new Measuring(means, onChange);
      asWork(measuring.over).catch(() => undefined);
      return measuring;
    },
    survey: async () => {
      const { SurveyCount } = await import('./survey');
      return new SurveyCount(spawnSurvey());
    },
    catalogue: () =>
      (catalogue ??= import('./catalogue/start').then((it) =>
        it.start(tabs.doors, { doorOf, callsOf }, JOINED_KEY, onLibraryChange),
      )),
    status: () => status,
    onStatus: (listener: (status: EngineStatus) => void) => listen(statusListeners, listener),
    onLibraryChange,
    onEncodersChange: (listener: () => void) => listen(encodersListeners, listener),
  };
  const huella = scriptingDoor(shared, () => tabs.role);
  window.huella = huella;
  tabs.join();
  try {
    if (localStorage[JOINED_KEY]) void shared.catalogue();
  } catch {
    // Storage may be forbidden: rounds are then begun by hand only.
  }
  return { ...shared, huella };
}

function sortingDoor(doors: DoorCalls): SortingDoor {
  let sorting: Promise<SortingDoor> | null = null;
  const fetched = (): Promise<SortingDoor> =>
    (sorting ??= import('./sorting').then(
      ({ Sorting }) => new Sorting(doors, spawnSorting, () => readSettings().markings, moved),
    ));
  return {
    groups: async (options) => (await fetched()).groups(options),
    mistakes: async (options) => (await fetched()).mistakes(options),
  };
}

function listen<Listener>(listeners: Set<Listener>, listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
