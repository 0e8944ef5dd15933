/** What an ONNX encoder or detector may be made of. Control flow, text, random numbers and training are not. */

/** ONNX's own operators that image encoders are made of, and that ONNX Runtime's web build has. */
const ONNX = `Abs Add And ArgMax AveragePool BatchNormalization Cast Ceil Clip Concat Constant
  ConstantOfShape Conv ConvInteger CumSum DepthToSpace DequantizeLinear Div DynamicQuantizeLinear Einsum Elu Equal
  Erf Exp Expand Flatten Floor Gather GatherElements GatherND Gelu Gemm GlobalAveragePool GlobalMaxPool
  Greater GreaterOrEqual GroupNormalization HardSigmoid HardSwish Identity InstanceNormalization
  LayerNormalization LeakyRelu Less LessOrEqual Log LogSoftmax LpNormalization MatMul MatMulInteger Max
  MaxPool Min Mish Mod Mul Neg Not Or Pad Pow PRelu QLinearConv QLinearMatMul QuantizeLinear Range
  Reciprocal ReduceL1 ReduceL2 ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare Relu
  Reshape Resize Round ScatterElements ScatterND Selu Shape Sigmoid Sign Sin Cos Slice Softmax Softplus
  Softsign SpaceToDepth Split Sqrt Squeeze Sub Sum Tanh Tile TopK Transpose Trilu Unsqueeze Where Xor`;

/** What detectors have beside them: choosing, counting and sampling. */
const DETECTORS = new Set(
  'Compress GridSample IsInf IsNaN NonMaxSuppression NonZero OneHot RoiAlign'.split(' '),
);

/** What an ONNX file is to be used as. */
export type Purpose = 'encoder' | 'detector';

/** Microsoft's, which exporters and optimisers of ONNX Runtime write. */
const MICROSOFT = `Attention BiasGelu DynamicQuantizeMatMul FastGelu FusedConv FusedGemm FusedMatMul Gelu
  LayerNormalization MatMulIntegerToFloat MatMulNBits MultiHeadAttention QAttention QGemm QLinearAdd
  QLinearConcat QLinearGlobalAveragePool QLinearMul QLinearSigmoid QLinearSoftmax QuickGelu
  SkipLayerNormalization`;

const KNOWN = new Map([
  ['', new Set(ONNX.split(/\s+/))],
  ['ai.onnx', new Set(ONNX.split(/\s+/))],
  ['com.microsoft', new Set(MICROSOFT.split(/\s+/))],
]);

/** Domains that a model may use. */
export function isKnownDomain(domain: string): boolean {
  return KNOWN.has(domain);
}

export function isKnownOperator(domain: string, type: string, purpose: Purpose): boolean {
  if (purpose === 'detector' && domain !== 'com.microsoft' && DETECTORS.has(type)) return true;
  return KNOWN.get(domain)?.has(type) ?? false;
}
