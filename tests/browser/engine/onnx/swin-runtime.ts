/**
 * ONNX Runtime as the Swin tests need it: on the page, with a device of their own, every node on
 * that device or nothing.
 */
import * as ort from 'onnxruntime-web/webgpu';
import mjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import type { Converted } from '../../../../src/engine/onnx/convert';
import type { AttentionForm } from '../../../../src/engine/encoder/card';
import { fixturePixels, type MemoryFiles } from '../../../fixtures/swin/fixture';

ort.env.wasm.wasmPaths = {
  mjs: new URL(mjs, location.href).href,
  wasm: new URL(wasm, location.href).href,
};
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'error';

/** How often shaders were dispatched on any device since the page was opened. */
export const dispatches = { count: 0 };
// eslint-disable-next-line @typescript-eslint/unbound-method
const dispatch = GPUComputePassEncoder.prototype.dispatchWorkgroups;
GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...args) {
  dispatches.count++;
  dispatch.apply(this, args);
};

/** A device with everything the adapter has. */
export async function requestDevice(): Promise<GPUDevice> {
  const adapter = (await navigator.gpu.requestAdapter())!;
  const { maxBufferSize, maxStorageBufferBindingSize, maxComputeInvocationsPerWorkgroup } =
    adapter.limits;
  const { maxComputeWorkgroupStorageSize, maxStorageBuffersPerShaderStage } = adapter.limits;
  const { maxComputeWorkgroupSizeX, maxComputeWorkgroupSizeY, maxComputeWorkgroupSizeZ } =
    adapter.limits;
  return adapter.requestDevice({
    requiredFeatures: [...adapter.features] as GPUFeatureName[],

    requiredLimits: {
      maxBufferSize,
      maxStorageBufferBindingSize,
      maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupStorageSize,
      maxStorageBuffersPerShaderStage,
      maxComputeWorkgroupSizeX,
      maxComputeWorkgroupSizeY,
      maxComputeWorkgroupSizeZ,
    },
  });
}

export interface Runner {
  embed(pixels?: Uint8Array, images?: number): Promise<Float32Array>;
  release(): Promise<void>;
}

/** @param device absent: WASM. With one, a node without a GPU kernel fails the session. */
export async function open(
  converted: Pick<Converted, 'models' | 'files' | 'card'>,
  external: ReturnType<MemoryFiles['external']>,
  form: AttentionForm,
  device?: GPUDevice,
): Promise<Runner> {
  const session = await ort.InferenceSession.create(converted.models[form].bytes, {
    executionProviders: device ? [{ name: 'webgpu', device }] : ['wasm'],
    externalData: external,
    ...(device ? { extra: { session: { disable_cpu_ep_fallback: '1' } } } : {}),
  });
  const size = converted.card.inputSize;
  return {
    async embed(pixels, images = 2) {
      const input = new ort.Tensor('uint8', pixels ?? fixturePixels(size, images), [
        images,
        size,
        size,
        3,
      ]);
      const { embedding } = await session.run({ pixels: input });
      const data = (embedding!.data as Float32Array).slice();
      embedding!.dispose();
      input.dispose();
      return data;
    },
    release: () => session.release(),
  };
}
