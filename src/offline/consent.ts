/**
 * The one object store that a person let Huella reach. Its origin is kept for the service worker,
 * which writes it into the policy of the one worker that talks to a shared catalogue: the page and
 * every other worker keep theirs, and without consent no policy names a foreign origin.
 */

/** Here and not beside the others (`protocol.ts`), which the first screen loads. */
export const consentCacheName = (scope: string): string => `huella-consent ${scope}`;
/** Address below the scope, which nothing serves. */
const KEY = 'consent/store';
const POLICY = 'Content-Security-Policy';
/** As the build names `src/workers/catalogue.worker.ts`. */
const CATALOGUE_WORKER = /\/assets\/catalogue\.worker-[\w-]+\.js$/;
/** Where an origin without TLS is this very device. */
const HERE = ['localhost', '127.0.0.1', '[::1]'];
/** A host name, or an address of the network, and a port: nothing that a policy reads otherwise. */
const HOST = /^([a-z0-9.-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/;

export function isCatalogueWorker(url: string): boolean {
  return CATALOGUE_WORKER.test(new URL(url).pathname);
}

/**
 * Whether `text` is one origin, written as browsers write it: `https://s3.example.org`, or without
 * TLS on this very device. A wildcard, a path, a second origin or a directive is none.
 */
export function isStoreOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { origin, protocol, host, hostname } = new URL(text);
  const isSafe = protocol === 'https:' || (protocol === 'http:' && HERE.includes(hostname));
  return isSafe && origin === text && HOST.test(host);
}

/**
 * On the page, once the person has agreed; in place of what was allowed before.
 *
 * @param scope the folder the app is served from, as an address that ends in a slash
 * @throws TypeError when `origin` is no origin of a store
 */
export async function keepConsent(scope: string, origin: string): Promise<void> {
  if (!isStoreOrigin(origin)) throw new TypeError(`Not the origin of a store: ${origin}`);
  const cache = await caches.open(consentCacheName(scope));
  await cache.put(scope + KEY, new Response(origin));
}

/** The origin that was agreed to; null: none. */
export async function consentedStore(scope: string): Promise<string | null> {
  // Without a look first, asking would leave an empty cache behind in every browser.
  if (!(await caches.has(consentCacheName(scope)))) return null;
  const cache = await caches.open(consentCacheName(scope));
  const origin = await (await cache.match(scope + KEY))?.text();
  return origin !== undefined && isStoreOrigin(origin) ? origin : null;
}

export async function withdrawConsent(scope: string): Promise<void> {
  await caches.delete(consentCacheName(scope));
}

/** `response` with a policy that lets its worker connect to `origin` as well, and to no other. */
export function openedTo(origin: string, response: Response): Response {
  const headers = new Headers(response.headers);
  const policy = (headers.get(POLICY) ?? '').split('; ');
  const opened = policy.map((directive) =>
    directive.startsWith('connect-src ') ? `${directive} ${origin}` : directive,
  );
  headers.set(POLICY, opened.join('; '));
  const { body, status, statusText } = response;
  return new Response(body, { status, statusText, headers });
}
