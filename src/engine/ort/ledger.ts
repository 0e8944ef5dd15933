/**
 * The memory ledger: what a worker with a graph holds right now, counted where it is made (the GPU
 * device, the WebAssembly memory), not where we believe it is freed. It must be installed before
 * ONNX Runtime is loaded.
 */

export interface Ledger {
  /** Live GPU buffers and their bytes: created minus destroyed, of every device of this worker. */
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  /**
   * Bytes of every WebAssembly memory made in this worker. It only grows: a smaller one means a new
   * worker.
   */
  readonly wasmBytes: number;
  /** Tensors handed to or received from the runtime, and how many of them were disposed. */
  readonly tensorsMade: number;
  readonly tensorsDisposed: number;
}

let gpuBuffers = 0;
let gpuBytes = 0;
let tensorsMade = 0;
let tensorsDisposed = 0;
const memories: WebAssembly.Memory[] = [];
let installed = false;

/** Starts counting. Safe to call twice; the second call does nothing. */
export function installLedger(): void {
  if (installed) return;
  installed = true;
  countWasmMemories();
  if (typeof GPUDevice !== 'undefined') countGpuBuffers();
}

function countGpuBuffers(): void {
  const live = new WeakSet<GPUBuffer>();
  // The originals are called with their own `this` below; they are kept unbound on purpose.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { createBuffer } = GPUDevice.prototype;
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const { destroy } = GPUBuffer.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    live.add(buffer);
    gpuBuffers += 1;
    gpuBytes += buffer.size;
    return buffer;
  };
  GPUBuffer.prototype.destroy = function () {
    // Destroying twice is allowed by the specification and must not be counted twice.
    if (live.delete(this)) {
      gpuBuffers -= 1;
      gpuBytes -= this.size;
    }
    destroy.call(this);
  };
}

function countWasmMemories(): void {
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor], newTarget) {
      const memory = Reflect.construct(target, [descriptor], newTarget) as WebAssembly.Memory;
      // The runtime makes an empty one only to look at its prototype.
      if (descriptor.initial > 0) memories.push(memory);
      return memory;
    },
  });
}

export function tensorMade(): void {
  tensorsMade += 1;
}

export function tensorDisposed(): void {
  tensorsDisposed += 1;
}

/** The counts at this moment. */
export function readLedger(): Ledger {
  const wasmBytes = memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
  return { gpuBuffers, gpuBytes, wasmBytes, tensorsMade, tensorsDisposed };
}

/** What one run left behind: 0 in every count where nothing leaks. */
export interface LeftBehind {
  readonly gpuBuffers: number;
  readonly gpuBytes: number;
  readonly wasmBytes: number;
  readonly tensors: number;
}

export function leftSince(before: Ledger): LeftBehind {
  const now = readLedger();
  return {
    gpuBuffers: now.gpuBuffers - before.gpuBuffers,
    gpuBytes: now.gpuBytes - before.gpuBytes,
    wasmBytes: now.wasmBytes - before.wasmBytes,
    tensors: now.tensorsMade - now.tensorsDisposed - before.tensorsMade + before.tensorsDisposed,
  };
}
