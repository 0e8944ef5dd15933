import { KERNEL } from './kernel-bytes';
import { ReferenceKernel, type Kernel } from './kernel-reference';

export type { Kernel } from './kernel-reference';

/**
 * The kernel on this memory: WebAssembly SIMD, or its TypeScript twin where the browser has none
 * (the same results to the bit, several times slower). Compiling is synchronous, which a worker
 * always allows.
 */
export function createKernel(
  memory: WebAssembly.Memory,
  wanted: 'simd' | 'reference' = 'simd',
): Kernel {
  const bytes = Uint8Array.from(atob(KERNEL), (letter) => letter.charCodeAt(0));
  if (wanted === 'reference' || !WebAssembly.validate(bytes)) return new ReferenceKernel(memory);
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { work: { memory } });
  return instance.exports as unknown as Kernel;
}
