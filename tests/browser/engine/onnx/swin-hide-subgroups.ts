/**
 * Import first: adapters of this page then have no `subgroups` (nor `subgroup-size-control`, which
 * implies them), and ONNX Runtime, which asks the adapter, goes without.
 */
// eslint-disable-next-line @typescript-eslint/unbound-method
const features = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'features')!.get!;
Object.defineProperty(GPUAdapter.prototype, 'features', {
  get(this: GPUAdapter) {
    return new Set(
      [...(features.call(this) as GPUSupportedFeatures)].filter(
        (name) => !name.startsWith('subgroup'),
      ),
    );
  },
});
