/** What is used of `@huggingface/transformers`, which is no dependency of this project (run.ts). */
declare module '@huggingface/transformers' {
  export interface Features {
    readonly dims: readonly number[];
    readonly data: Float32Array;
    dispose(): void;
  }
  export type FeatureExtractor = (
    image: Blob,
    options: { readonly pool: boolean },
  ) => Promise<Features>;
  export function pipeline(
    task: 'image-feature-extraction',
    model: string,
    options: { readonly device: 'wasm' | 'webgpu'; readonly dtype: 'fp32' },
  ): Promise<FeatureExtractor>;
  export const env: {
    allowRemoteModels: boolean;
    allowLocalModels: boolean;
    localModelPath: string;
    readonly version: string;
    readonly backends: {
      readonly onnx: {
        readonly wasm: {
          numThreads?: number;
          wasmPaths: { readonly mjs: string; readonly wasm: string };
        };
      };
    };
  };
}
