/**
 * Photos that another app shared with Huella: kept by the service worker until a page takes them.
 */
import { inboxCacheName } from './protocol';

/** What was not taken after this long is deleted at the next sharing. */
const KEPT_MS = 24 * 3600 * 1000;

/** Each file has an address of its own that nothing serves: scope, `inbox`, time, id, number. */
const FOLDER = 'inbox/';

/** In the service worker: keeps the files and gives the name to take them by. */
export async function putIntoInbox(scope: string, files: readonly File[]): Promise<string> {
  const cache = await caches.open(inboxCacheName(scope));
  for (const { url } of await cache.keys()) {
    const [time = ''] = url.slice((scope + FOLDER).length).split('-');
    if (Date.now() - Number(time) > KEPT_MS) await cache.delete(url);
  }
  const name = `${Date.now()}-${crypto.randomUUID()}`;
  for (const [i, file] of files.entries()) {
    const headers = { 'Content-Type': file.type, 'X-Name': encodeURIComponent(file.name) };
    await cache.put(`${scope}${FOLDER}${name}/${i}`, new Response(file, { headers }));
  }
  return name;
}

/**
 * On the page: the files shared under a name, which are gone from the inbox afterwards. Empty when
 * they were taken before.
 */
export async function takeFromInbox(scope: string, name: string): Promise<File[]> {
  const cache = await caches.open(inboxCacheName(scope));
  const prefix = `${scope}${FOLDER}${name}/`;
  const files: File[] = [];
  for (const { url } of await cache.keys()) {
    if (!url.startsWith(prefix)) continue;
    const response = await cache.match(url);
    if (!response) continue;
    const type = response.headers.get('Content-Type') ?? '';
    const fileName = decodeURIComponent(response.headers.get('X-Name') ?? '');
    files.push(new File([await response.arrayBuffer()], fileName, { type }));
    await cache.delete(url);
  }
  return files;
}
