/**
 * What the build is made of, as the service worker knows it: the list that `tools/vite-offline.ts`
 * writes into it.
 */

/**
 * `core`: without it Huella does not work. `jspi` and `asyncify`: ONNX Runtime for WebGPU, for
 * browsers that can suspend WebAssembly and for those that cannot; WASM is in the core, because
 * WebGPU falls back to it. `markings`: the network that compares markings and its worker.
 * `detector`: the network that finds animals and its worker. `catalogue`: the worker that talks to a
 * shared catalogue's store. `extra`: kept once it was used.
 */
export type FileGroup =
  | 'core'
  | 'jspi'
  | 'asyncify'
  | 'markings'
  | 'detector'
  | 'catalogue'
  | 'extra';

/** Part of an address by which a kept file shows that its whole group was used. */
export const SIGN_OF_USE = {
  jspi: '.jspi',
  asyncify: '.asyncify',
  markings: 'models/xfeat.onnx',
  detector: 'models/detector.onnx',
  catalogue: 'assets/catalogue.worker',
} as const satisfies Partial<Record<FileGroup, string>>;

export interface BuiltFile {
  /** Relative to the folder the app is served from; empty for the page itself. */
  readonly path: string;
  /** Hexadecimal, of the bytes as the page gets them. */
  readonly sha256: string;
  readonly bytes: number;
  readonly type: string;
  readonly group: FileGroup;
}

export interface Build {
  readonly files: readonly BuiltFile[];
  /** Security headers for hosts that send none. */
  readonly headers: Readonly<Record<string, string>>;
  /** By path: the files whose policy is another. */
  readonly policies: Readonly<Record<string, string>>;
}

/** The runtime that the encoder loads for WebGPU in this browser (`engine/ort/session.ts`). */
export function webgpuGroup(): FileGroup {
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}

const POLICY = 'Content-Security-Policy';

/** Says how the bytes travelled, not what they are. */
const OF_THE_TRANSFER = ['Content-Encoding', 'Content-Length', 'Transfer-Encoding', 'Vary'];

/**
 * The headers a file is kept with: the server's own, and from the build those it did not send, so
 * that a worker has the same policy from the cache as from the server, and a host that cannot send
 * headers is as strict as one that can.
 */
export function headersFor(file: BuiltFile, sent: Headers, build: Build): Headers {
  const headers = new Headers(sent);
  for (const name of OF_THE_TRANSFER) headers.delete(name);
  for (const [name, value] of Object.entries(build.headers)) {
    if (headers.has(name)) continue;
    headers.set(name, name === POLICY ? (build.policies[file.path] ?? value) : value);
  }
  // Some hosts know neither .mjs nor .wasm.
  headers.set('Content-Type', file.type);
  return headers;
}
