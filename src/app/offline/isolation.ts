/**
 * On a host that sends no isolation headers the service worker adds them, but only to pages it
 * loads: one reload makes the page cross-origin isolated, which gives WebAssembly its threads.
 * Everything works without; so one try, and never another.
 */
import { remember, remembered } from '../state/remembered';

const TRIED = 'huella.isolation';
const WAIT_MS = 1000;

/**
 * Reloads once, when `may` says that nothing is lost by it. Does nothing where it was tried before
 * or is not needed.
 */
export async function reloadForIsolation(may: () => boolean): Promise<void> {
  if (crossOriginIsolated || !navigator.serviceWorker.controller || tried()) return;
  while (!may()) await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
  // Without a memory of it the page might reload for ever.
  if (remember(TRIED, navigator.userAgent)) location.reload();
}

/** A browser that got newer may be tried again. */
function tried(): boolean {
  const browser = remembered(TRIED);
  return browser === undefined || browser === navigator.userAgent;
}
