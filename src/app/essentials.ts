/**
 * What a browser must have for Huella to start. It is asked before anything is opened or stored.
 */

/**
 * The least module with a 128-bit constant: `(func (result v128) i8x16.popcnt (i8x16.splat
 * (i32.const 0)))`.
 */
const SIMD_MODULE = new Uint8Array([
  ...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3],
  ...[2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11],
]);

/** The part of a page's global object that is looked at. */
export type Browser = Partial<
  Pick<typeof globalThis, 'isSecureContext' | 'indexedDB' | 'WebAssembly' | 'BroadcastChannel'> &
    Pick<typeof globalThis, 'OffscreenCanvas' | 'createImageBitmap' | 'Worker'>
> & { readonly navigator?: Partial<Navigator>; readonly Array?: ArrayConstructor };

/**
 * Names of what is missing, empty where Huella can start. A browser without
 * `Array.prototype.toSorted` (Firefox 115, Safari 16, Chromium 110) is older than workers made of
 * modules, which no page can ask for without starting one.
 */
export function lackingEssentials(browser: Browser): readonly string[] {
  const has: Readonly<Record<string, boolean>> = {
    https: browser.isSecureContext === true,
    IndexedDB: Boolean(browser.indexedDB),
    'WebAssembly SIMD': validatesSimd(browser.WebAssembly),
    'Web Locks': Boolean(browser.navigator?.locks),
    BroadcastChannel: Boolean(browser.BroadcastChannel),
    OffscreenCanvas: Boolean(browser.OffscreenCanvas),
    createImageBitmap: Boolean(browser.createImageBitmap),
    'module workers': Boolean(browser.Worker) && 'toSorted' in (browser.Array?.prototype ?? {}),
  };
  return Object.keys(has).filter((name) => !has[name]);
}

function validatesSimd(wasm: Browser['WebAssembly']): boolean {
  try {
    return wasm?.validate(SIMD_MODULE) ?? false;
  } catch {
    return false;
  }
}
