/** Encoders that are ONNX files already: how they are told, checked and made Huella's own. */
export { checkDetector, type CheckedDetector } from './detector';
export { factsOf, joinFacts, type OnnxFacts } from './facts';
export { MAX_FACTS_BYTES, onnxFiles, type OnnxFiles } from './files';
export { beginsAsOnnx, HEAD_BYTES, planOnnx, type OnnxPlan } from './plan';
