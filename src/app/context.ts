/** Everything the screens share, handed down through Svelte context. */
import { createContext } from 'svelte';
import { BackupState } from './backup/backup-state.svelte';
import { EncodersState } from './encoders/encoders-state.svelte';
import type { I18n } from './i18n/i18n.svelte';
import { IdentifyState } from './identify/identify-state.svelte';
import { ImportState } from './import/import-state.svelte';
import { Watch } from './lost/watch.svelte';
import { Incoming } from './offline/incoming.svelte';
import { InstallState } from './offline/install.svelte';
import { OfflineState } from './offline/offline-state.svelte';
import { ReviewState } from './review/review-state.svelte';
import type { Services } from '../runtime/services';
import { Actions } from './state/actions.svelte';
import { Announcer } from './state/announcer.svelte';
import { EngineState } from './state/engine.svelte';
import { LibraryState } from './state/library.svelte';
import { Preferences } from './state/preferences.svelte';
import { Router } from './state/router.svelte';
import { StorageState } from './storage/storage-state.svelte';
import { ThumbnailCache } from './state/thumbnails';

export interface AppContext {
  readonly services: Services;
  readonly i18n: I18n;
  readonly router: Router;
  readonly announcer: Announcer;
  readonly preferences: Preferences;
  readonly engine: EngineState;
  readonly library: LibraryState;
  readonly thumbnails: ThumbnailCache;
  readonly importing: ImportState;
  readonly identify: IdentifyState;
  readonly encoders: EncodersState;
  readonly actions: Actions;
  readonly storage: StorageState;
  readonly backup: BackupState;
  readonly offline: OfflineState;
  readonly install: InstallState;
  readonly incoming: Incoming;
  readonly review: ReviewState;
  readonly watch: Watch;
}

const [useApp, provideApp] = createContext<AppContext>();
export { useApp };

/** Builds what the screens share and puts it into context. Call once, in the root component. */
export function createAppContext(services: Services, i18n: I18n): AppContext {
  const announcer = new Announcer();
  const library = new LibraryState(services);
  const preferences = new Preferences(services, i18n);
  const encoders = new EncodersState(services, i18n, announcer);
  const thumbnails = new ThumbnailCache((id) => services.library.thumbnail(id));
  library.onRecropped = (photoIds) => thumbnails.renew(photoIds);
  const router = new Router();
  const importing = new ImportState(services, i18n, announcer);
  const actions = new Actions(services, library, i18n, announcer);
  const identify = new IdentifyState(services, library, i18n, announcer, actions);
  const watch = new Watch({ services, library, i18n, announcer, router }, () => importing.busy);
  importing.onAdded = () => watch.look();
  return provideApp({
    services,
    i18n,
    announcer,
    library,
    router,
    preferences,
    engine: new EngineState(services),
    thumbnails,
    importing,
    identify,
    encoders,
    storage: new StorageState(services, encoders, i18n, announcer),
    backup: new BackupState(services, library, preferences, i18n, announcer),
    offline: new OfflineState(services, () => !importing.busy && !identify.query && atRest()),
    install: new InstallState(),
    incoming: new Incoming(router, identify, importing, i18n, announcer),
    actions,
    review: new ReviewState(services, library, actions),
    watch,
  });
}

/** Nothing is open and nothing is being typed. */
function atRest(): boolean {
  const focused = document.activeElement;
  return !document.querySelector('dialog[open]') && !(focused instanceof HTMLInputElement);
}
