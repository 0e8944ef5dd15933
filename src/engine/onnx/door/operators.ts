/** What an ONNX encoder may be made of. Control flow, text, random numbers and training are not. */

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

export function isKnownOperator(domain: string, type: string): boolean {
  return KNOWN.get(domain)?.has(type) ?? false;
}
