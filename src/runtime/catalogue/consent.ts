/**
 * The page's side of a person's consent to one object store (`offline/consent.ts`). The service
 * worker serves the policy that names it, so a page that no service worker controls cannot open it.
 */
import { CatalogueError } from '../../engine/catalogue/failure';
import { consentedStore, keepConsent, withdrawConsent } from '../../offline/consent';

/** The folder the app is served from. */
const SCOPE = new URL('./', document.baseURI).href;
/**
 * At the first visit the service worker takes over some seconds after the page is there: once it
 * has fetched what works offline, which the person may be waiting for as well.
 */
const TAKEOVER_MS = 20_000;
/** One that is active already does not control a page that was reloaded without it, and never will. */
const CLAIM_MS = 2000;

/**
 * Call when the person has agreed to this store; a worker started from now on may reach it, in
 * place of the one that was agreed to before.
 *
 * @param origin as `originOf` of `engine/catalogue/join-link.ts` gives it
 * @throws CatalogueError `no-guard` when no service worker serves this page; `address`
 */
export async function allowOrigin(origin: string): Promise<void> {
  await guarded();
  try {
    await keepConsent(SCOPE, origin);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CatalogueError('address', error.message, '', { cause: error });
  }
}

/** What was agreed to; null: none. */
export function allowedOrigin(): Promise<string | null> {
  return consentedStore(SCOPE);
}

/** Whether a worker that this page starts now may reach `origin`. */
export async function mayReach(origin: string): Promise<boolean> {
  return isGuarded() && (await allowedOrigin()) === origin;
}

/** A worker that is started from now on reaches no store any more. */
export function withdraw(): Promise<void> {
  return withdrawConsent(SCOPE);
}

function isGuarded(): boolean {
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  return Boolean(serviceWorker?.controller);
}

/** @throws CatalogueError `no-guard` */
async function guarded(): Promise<void> {
  if (isGuarded()) return;
  const { serviceWorker } = navigator as { serviceWorker?: ServiceWorkerContainer };
  const registration = await serviceWorker?.getRegistration();
  if (serviceWorker && registration) {
    const wait = registration.active?.state === 'activated' ? CLAIM_MS : TAKEOVER_MS;
    await new Promise<void>((resolve) => {
      serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true });
      setTimeout(resolve, wait);
    });
  }
  if (isGuarded()) return;
  throw new CatalogueError('no-guard', 'No service worker serves this page.');
}
