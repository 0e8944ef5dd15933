/** Starts the app's runtime in this tab. */
import { Backups } from './backups';
import { exchangeDoor } from './exchange-link';
import { scriptingDoor } from './huella';
import { LeadingEngine } from './leader/engine';
import type { DoorCalls } from './doors';
import type { Services, SortingDoor } from './services';
import type { EngineStatus } from './status';
import { Tabs } from './tabs/tabs';
import { moved } from '../workers/moved';
import { spawnEvaluation, spawnSorting, spawnSurvey } from '../workers/spawn';
import { readSettings } from './settings';
import { asWork } from './work';

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
    survey: async () => {
      const { SurveyCount } = await import('./survey');
      return new SurveyCount(spawnSurvey());
    },
    status: () => status,
    onStatus: (listener: (status: EngineStatus) => void) => listen(statusListeners, listener),
    onLibraryChange: (listener: () => void) => listen(libraryListeners, listener),
    onEncodersChange: (listener: () => void) => listen(encodersListeners, listener),
  };
  const huella = scriptingDoor(shared, () => tabs.role);
  window.huella = huella;
  tabs.join();
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
