/**
 * One graph on WebGPU in three ways: with tensors of the page, as the app runs it; with buffers
 * bound once; and with its commands captured in the first runs and replayed afterwards.
 */
import '../../../browser/engine/onnx/swin-hide-subgroups';
import { expose } from 'comlink';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import * as ort from 'onnxruntime-web/jspi';
import { installLedger, readLedger } from '../../../../src/engine/ort/ledger';
import { fetchModel } from '../fetch';
import type { GraphFiles } from '../graphs';

export type Way = 'plain' | 'bound' | 'captured';

export interface Job {
  readonly files: GraphFiles;
  /** Bytes of one crop, as base64. */
  readonly pixels: string;
  readonly size: number;
  readonly dimension: number;
  readonly input: string;
  readonly way: Way;
  readonly runs: number;
}

export interface WayResult {
  /** Of each run. */
  readonly embeddings: readonly (readonly number[])[];
  readonly dispatches: readonly number[];
  readonly buffers: readonly number[];
  /** Bytes of all buffers that live after each run. */
  readonly bytes: readonly number[];
  /** Milliseconds until the run's commands were handed to the GPU process; plain: until the answer. */
  readonly given: readonly number[];
}

const counts = { dispatches: 0, buffers: 0 };
function counted(prototype: object, name: string, count: keyof typeof counts): void {
  const original = Reflect.get(prototype, name) as (...args: unknown[]) => unknown;
  Reflect.set(prototype, name, function (this: unknown, ...args: unknown[]) {
    counts[count]++;
    return original.apply(this, args);
  });
}
counted(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', 'dispatches');
counted(GPUComputePassEncoder.prototype, 'dispatchWorkgroupsIndirect', 'dispatches');
counted(GPUDevice.prototype, 'createBuffer', 'buffers');

/** A buffer's size is a multiple of four bytes; ONNX Runtime binds multiples of sixteen. */
const aligned = (bytes: number): number => Math.ceil(bytes / 16) * 16;

const worker = {
  async run({ files, pixels, size, dimension, input, way, runs }: Job): Promise<WayResult> {
    installLedger();
    const data = Uint8Array.from(atob(pixels), (char) => char.charCodeAt(0));
    const dims = [1, size, size, 3];
    ort.env.wasm.wasmPaths = {
      mjs: new URL(mjs, location.href).href,
      wasm: new URL(wasm, location.href).href,
    };
    ort.env.wasm.numThreads = 1;
    ort.env.logLevel = 'error';
    const { model, externalData } = await fetchModel(files);
    const session = await ort.InferenceSession.create(model, {
      executionProviders: ['webgpu'],
      graphOptimizationLevel: 'all',
      externalData,
      extra: { session: { disable_cpu_ep_fallback: '1' } },
      ...(way === 'captured' ? { enableGraphCapture: true } : {}),
      ...(way === 'plain' ? {} : { preferredOutputLocation: 'gpu-buffer' as const }),
    });
    const output = session.outputNames[0]!;
    const device = await ort.env.webgpu.device;
    const bound = device.createBuffer({
      size: aligned(data.byteLength),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_DST | GPUBufferUsage.COPY_SRC,
    });
    const answer = device.createBuffer({
      size: aligned(dimension * 4),
      usage: GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST,
    });
    const staging = device.createBuffer({
      size: aligned(dimension * 4),
      usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
    });
    const result = {
      embeddings: [] as number[][],
      dispatches: [] as number[],
      buffers: [] as number[],
      bytes: [] as number[],
      given: [] as number[],
    };
    for (let run = 0; run < runs; run++) {
      const before = { ...counts };
      const from = performance.now();
      if (way === 'plain') {
        const results = await session.run({ [input]: new ort.Tensor('uint8', data, dims) });
        result.given.push(performance.now() - from);
        result.embeddings.push([...(results[output]!.data as Float32Array)]);
      } else {
        device.queue.writeBuffer(bound, 0, data);
        await session.run(
          { [input]: ort.Tensor.fromGpuBuffer(bound, { dataType: 'uint8', dims }) },
          {
            [output]: ort.Tensor.fromGpuBuffer(answer, {
              dataType: 'float32',
              dims: [1, dimension],
            }),
          },
        );
        result.given.push(performance.now() - from);
        const encoder = device.createCommandEncoder();
        encoder.copyBufferToBuffer(answer, 0, staging, 0, aligned(dimension * 4));
        device.queue.submit([encoder.finish()]);
        await staging.mapAsync(GPUMapMode.READ);
        result.embeddings.push([...new Float32Array(staging.getMappedRange(), 0, dimension)]);
        staging.unmap();
      }
      result.dispatches.push(counts.dispatches - before.dispatches);
      result.bytes.push(readLedger().gpuBytes);
      result.buffers.push(counts.buffers - before.buffers);
    }
    await session.release();
    return result;
  },
};
export type CaptureWorker = typeof worker;
expose(worker);
