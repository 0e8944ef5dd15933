/**
 * The graphs on ONNX Runtime's native WebGPU backend: what they dispatch, and whether they are
 * right.
 */
import '../../browser/engine/onnx/swin-hide-subgroups';
import { expose } from 'comlink';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import * as ort from 'onnxruntime-web/webgpu';
import { fetchModel } from './fetch';
import { inputOf, normalised, type Graph, type Models } from './graphs';

export interface GpuRun {
  readonly adapter: string;
  /** Of the only run; a session is opened for it and closed again. */
  readonly dispatches: number;
  readonly embedding: number[];
}

let dispatches = 0;
for (const name of ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'] as const) {
  const original = Reflect.get(GPUComputePassEncoder.prototype, name) as (
    ...args: unknown[]
  ) => void;
  Reflect.set(
    GPUComputePassEncoder.prototype,
    name,
    function (this: GPUComputePassEncoder, ...args: unknown[]) {
      dispatches++;
      original.apply(this, args);
    },
  );
}

const worker = {
  async run(models: Models, graph: Graph, size: number): Promise<GpuRun> {
    const info = (await navigator.gpu.requestAdapter())?.info;
    if (!info) throw new Error('no WebGPU adapter');
    ort.env.wasm.wasmPaths = {
      mjs: new URL(mjs, location.href).href,
      wasm: new URL(wasm, location.href).href,
    };
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    const { model, externalData } = await fetchModel(models[graph]);
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
      externalData,
      // A node left to the CPU would not be counted: fail instead.
      extra: { session: { disable_cpu_ep_fallback: '1' } },
    });
    const { name, type, data, dims } = inputOf(graph, size);
    const before = dispatches;
    const results = await session.run({ [name]: new ort.Tensor(type, data, dims) });
    const embedding = normalised(results[session.outputNames[0]!]!.data as Float32Array);
    const run = {
      adapter: [info.vendor, info.architecture].filter(Boolean).join(' '),
      dispatches: dispatches - before,
      embedding,
    };
    await session.release();
    return run;
  },
};
export type GpuWorker = typeof worker;
expose(worker);
