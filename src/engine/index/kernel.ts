import { HNSW_DISTANCE, KERNEL } from './kernel-bytes';
import { ReferenceKernel, type Kernel } from './kernel-reference';

export type { Kernel } from './kernel-reference';

/**
 * The kernel on this memory: WebAssembly SIMD, or its TypeScript twin where the browser has none
 * (the same results to the bit, several times slower). Compiling is synchronous: a page's main
 * thread allows that up to 8 MB, a worker always.
 */
export function createKernel(
  memory: WebAssembly.Memory,
  wanted: 'simd' | 'reference' = 'simd',
): { kernel: Kernel; simd: boolean } {
  const bytes = decode(KERNEL);
  if (wanted === 'reference' || !WebAssembly.validate(bytes))
    return { kernel: new ReferenceKernel(memory), simd: false };
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { codes: { memory } });
  return { kernel: instance.exports as unknown as Kernel, simd: true };
}

/**
 * The function hnswlib calls instead of its own distance; null where `kernel` is not WebAssembly.
 */
export function createHnswDistance(
  hnsw: WebAssembly.Memory,
  kernel: Kernel,
): WebAssembly.ExportValue | null {
  if (kernel instanceof ReferenceKernel) return null;
  const instance = new WebAssembly.Instance(new WebAssembly.Module(decode(HNSW_DISTANCE)), {
    hnsw: { memory: hnsw },
    // As an exported function of another module: called without a detour through JavaScript.
    codes: { distance: (kernel as unknown as WebAssembly.Exports)['distance']! },
  });
  return instance.exports['distance']!;
}

function decode(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
