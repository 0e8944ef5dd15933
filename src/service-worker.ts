/**
 * Serves Huella without a network, with the headers its safety needs. Installing fetches and checks every file the app cannot work
 * without, or fails whole; a new version waits until a page says that it may take over.
 */
import type { Build } from './offline/files';
import { consentedStore, isCatalogueWorker, openedTo } from './offline/consent';
import { headersFor, webgpuGroup } from './offline/files';
import { putIntoInbox } from './offline/inbox';
import {
  channelName,
  filesCacheName,
  SHARE_PATH,
  SHARED_PARAM,
  type Kept,
  type Order,
  type Report,
} from './offline/protocol';
import { FileStore, ObstacleError } from './offline/store';
import type { ServiceWorkerScope } from './offline/scope';

/** Filled in by the build. */
declare const __BUILD__: Build;

const worker = self as unknown as ServiceWorkerScope;
const scope = worker.registration.scope;
const store = new FileStore(scope, filesCacheName(scope), __BUILD__);
const channel = new BroadcastChannel(channelName(scope));

const report = (message: Report): void => channel.postMessage(message);

/** Progress is said this often at most. */
const REPORT_MS = 100;

async function fill(groups: Parameters<FileStore['wanted']>[0]): Promise<void> {
  let last = 0;
  try {
    await store.fill(await store.wanted(groups), (done, total) => {
      if (done < total && performance.now() - last < REPORT_MS) return;
      last = performance.now();
      report({ kind: 'progress', done, total });
    });
  } catch (error) {
    report({
      kind: 'failed',
      obstacle: error instanceof ObstacleError ? error.obstacle : 'unknown',
    });
    throw error;
  }
}

worker.addEventListener('install', (event) => event.waitUntil(fill(['core'])));

worker.addEventListener('activate', () => {
  // Activation must not wait for the claim: Firefox settles it only when the pages' workers answer,
  // and a blocked WASM thread made that take a minute, in which no request of the page was served.
  worker.clients.claim().catch(() => undefined);
});

worker.addEventListener('message', (event) => {
  const order = event.data as Order;
  if (order.kind === 'take-over') {
    event.waitUntil(worker.skipWaiting());
    return;
  }
  event.waitUntil(keep(order.webgpu).then((kept) => event.ports[0]?.postMessage(kept)));
});

/** Fetches what this browser needs beside the core, or what it has lost, and deletes what is no longer needed. */
async function keep(webgpu: boolean): Promise<Kept> {
  const groups = webgpu ? (['core', webgpuGroup()] as const) : (['core'] as const);
  await fill(groups).catch(() => undefined);
  await store.sweep();
  const wanted = await store.wanted(groups);
  const missing = await store.missing(wanted);
  const bytes = wanted
    .filter((file) => !missing.includes(file))
    .reduce((sum, { bytes }) => sum + bytes, 0);
  return { complete: missing.length === 0, bytes };
}

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const { href, origin, pathname } = new URL(request.url);
  if (request.method === 'POST' && origin + pathname === scope + SHARE_PATH) {
    event.respondWith(receive(request));
    return;
  }
  // Other origins, ranges and writes are none of the build's files: the browser fetches them itself.
  if (request.method !== 'GET' || !href.startsWith(scope) || request.headers.has('Range')) return;
  event.respondWith(isCatalogueWorker(request.url) ? opened(request) : answer(request));
});

/** The one file whose policy may name a store: the one that a person agreed to. */
async function opened(request: Request): Promise<Response> {
  const store = await consentedStore(scope).catch(() => null);
  const response = await answer(request);
  return store === null ? response : openedTo(store, response);
}

async function answer(request: Request): Promise<Response> {
  // A cache that cannot be read is a reason to ask the server, not to fail.
  const kept = await store.match(request.url).catch(() => null);
  if (kept) return kept;
  const response = await fetch(request);
  const file = store.fileOf(request.url);
  if (file && response.ok) {
    // A version on the server that is not this one's is not kept.
    store.keep(file, response.clone()).catch(() => undefined);
    // As from the cache: an isolated page takes no worker without these headers.
    return new Response(response.body, { headers: headersFor(file, response.headers, __BUILD__) });
  }
  return response;
}

/** A photo shared from another app: kept, and the page opened that takes it. */
async function receive(request: Request): Promise<Response> {
  const form = await request.formData();
  const files = [...form.values()].filter((value) => value instanceof File);
  const name = await putIntoInbox(scope, files);
  return Response.redirect(`${scope}#/identify?${SHARED_PARAM}=${name}`, 303);
}
