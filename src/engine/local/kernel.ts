import { KERNEL } from './kernel-bytes';
import { ReferenceKernel, type Kernel } from './kernel-reference';

export { CODE_LENGTH, type Kernel } from './kernel-reference';

/**
 * The kernel on this memory: WebAssembly SIMD, or its TypeScript twin where the browser has none
 * (the same results to the bit, several times slower). Compiling is synchronous, which a worker may
 * always.
 */
export function createKernel(
  memory: WebAssembly.Memory,
  wanted: 'simd' | 'reference' = 'simd',
): { readonly kernel: Kernel; readonly simd: boolean } {
  const bytes = Uint8Array.from(atob(KERNEL), (letter) => letter.charCodeAt(0));
  if (wanted === 'reference' || !WebAssembly.validate(bytes)) {
    return { kernel: new ReferenceKernel(memory), simd: false };
  }
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { points: { memory } });
  return { kernel: instance.exports as unknown as Kernel, simd: true };
}
