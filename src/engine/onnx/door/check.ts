/** What an ONNX file must be to be an encoder. Everything else is refused, with the reason. */
import { tooLarge } from '../../checkpoint/refusals';
import { HuellaError } from '../../errors';
import { ELEMENT } from '../element';
import { unsupported, type OnnxModel, type OnnxValue, type OnnxWeight } from './model';
import { isKnownDomain, isKnownOperator, type Purpose } from './operators';
import { malformed } from './wire';

/** From which operators change too much, and up to which ONNX Runtime's web build has them. */
const MIN_OPSET = 9;
const MAX_OPSET = 23;
const MAX_MICROSOFT_OPSET = 1;
/** The first with initializers, and the newest that ONNX Runtime 1.30 reads. */
const MIN_IR = 3;
const MAX_IR = 12;

/** Names of our own nodes and values begin so. */
export const OWN = 'huella.';

/** Of inputs and embeddings; beyond, a photo would take minutes or memory that is not there. */
const MIN_IMAGE_SIZE = 16;
const MAX_IMAGE_SIZE = 1024;
const MAX_DIMENSION = 16_384;
/** Files over four gigabytes cannot be addressed by ONNX Runtime's web build. */
const MAX_WEIGHT_BYTES = 2 ** 32 - 1;
/** A constant longer than this asks for an array that no image encoder has. */
const MAX_CONSTANT_ELEMENTS = 2 ** 28;

/** What a person may have to say because the file does not. */
export interface EncoderFacts {
  readonly imageSize?: number | undefined;
  /** Length of the embedding. */
  readonly dimension?: number | undefined;
  /** The output to use, where there are several. */
  readonly output?: string | undefined;
}

/** The parts of a checked model that an encoder is made of. */
export interface CheckedModel {
  readonly input: OnnxValue;
  /** `nchw`: `[batch, 3, S, S]`; `nhwc`: `[batch, S, S, 3]`. */
  readonly layout: 'nchw' | 'nhwc';
  /** Null: any; the card must say. */
  readonly imageSize: number | null;
  readonly output: OnnxValue;
  /** Axes behind the batch that are 1 and go away; 0 for `[batch, D]`. */
  readonly flatten: boolean;
  readonly dimension: number | null;
  /** Names of the files beside it that it needs. */
  readonly files: readonly string[];
}

/**
 * @param sizes of the files beside the graph, by name
 * @throws HuellaError `checkpoint-unsupported`, `checkpoint-damaged`, `checkpoint-too-large`
 */
export function checkModel(
  model: OnnxModel,
  sizes: ReadonlyMap<string, number>,
  facts: EncoderFacts = {},
): CheckedModel {
  const { files, inputs } = checkGraph(model, sizes, 'encoder');
  if (inputs.length !== 1)
    throw unsupported(`${inputs.length} inputs (${namesOf(inputs)}), where one picture is given`);
  const [input] = inputs as [OnnxValue];
  const { layout, imageSize } = pictureOf(input, facts.imageSize);
  const output = outputOf(model.outputs, facts.output);
  const { dims } = output;
  const dimension = dims?.at(dims.length === 4 && dims[3] === 1 ? 1 : -1) ?? null;
  if (dimension !== null && (dimension < 2 || dimension > MAX_DIMENSION))
    throw unsupported(`an output of ${dimension} numbers`);
  if (facts.dimension !== undefined && dimension !== null && facts.dimension !== dimension)
    throw unsupported(`an output of ${dimension} numbers, not ${facts.dimension}`);
  return {
    input,
    layout,
    imageSize,
    output,
    flatten: dims !== null && dims.length > 2,
    dimension: dimension ?? facts.dimension ?? null,
    files,
  };
}

/**
 * What holds of every graph that is let in: versions, operators, order and weights.
 *
 * @returns its true inputs (old files list weights among them), and the files beside it
 * @throws HuellaError as `checkModel`
 */
export function checkGraph(
  model: OnnxModel,
  sizes: ReadonlyMap<string, number>,
  purpose: Purpose,
): { inputs: readonly OnnxValue[]; files: readonly string[] } {
  checkVersions(model);
  checkOrder(model, purpose);
  const files = checkWeights(model.weights, sizes);
  const weights = new Set(model.weights.map(({ name }) => name));
  return { inputs: model.inputs.filter(({ name }) => !weights.has(name)), files };
}

function checkVersions({ irVersion, opsets }: OnnxModel): void {
  if (irVersion < MIN_IR || irVersion > MAX_IR) throw unsupported(`the format ${irVersion}`);
  for (const [domain, version] of opsets) {
    if (!isKnownDomain(domain)) throw unsupported(`operators of "${domain.slice(0, 60)}"`);
    const [least, most] =
      domain === 'com.microsoft' ? [1, MAX_MICROSOFT_OPSET] : [MIN_OPSET, MAX_OPSET];
    if (version < least || version > most)
      throw unsupported(`operators of version ${version} (${domain || 'ai.onnx'})`);
  }
  if (!opsets.has('') && !opsets.has('ai.onnx')) throw unsupported('no version of its operators');
}

/** Every value is made once, before it is used: no circles. */
function checkOrder(model: OnnxModel, purpose: Purpose): void {
  const { nodes, inputs, weights, outputs, opsets } = model;
  const known = new Set<string>();
  const make = (name: string): void => {
    if (name.startsWith(OWN)) throw unsupported(`a value called ${name.slice(0, 60)}`);
    if (known.has(name)) throw malformed(`"${name.slice(0, 60)}" is made twice`);
    known.add(name);
  };
  for (const { name } of weights) make(name);
  for (const { name } of inputs) if (!known.has(name)) make(name);
  if (nodes.length === 0) throw malformed('its graph is empty');
  for (const { type, domain, inputs: needs, outputs: gives } of nodes) {
    if (!isKnownOperator(domain, type, purpose)) {
      const shown = domain === '' ? type : `${domain}:${type}`;
      throw unsupported(`the operator ${shown.slice(0, 60)}`);
    }
    if (!opsets.has(domain) && !(domain === '' && opsets.has('ai.onnx')))
      throw malformed(`it does not say which ${domain || 'ai.onnx'} it uses`);
    const missing = needs.find((name) => name !== '' && !known.has(name));
    if (missing !== undefined)
      throw malformed(`"${missing.slice(0, 60)}" is used before it is made`);
    for (const name of gives) if (name !== '') make(name);
  }
  const unmade = outputs.find(({ name }) => !known.has(name));
  if (unmade) throw malformed(`its output "${unmade.name.slice(0, 60)}" is never made`);
  if (outputs.length === 0) throw malformed('it has no output');
}

/** @returns the names of the files beside the graph */
function checkWeights(
  weights: readonly OnnxWeight[],
  sizes: ReadonlyMap<string, number>,
): readonly string[] {
  const files = new Set<string>();
  let total = 0;
  for (const { name, raw, dims, message } of weights) {
    if (name === '') throw malformed('a weight has no name');
    // A list of numbers may be shorter than the shape beside it, which ONNX Runtime would refuse
    // later.
    if (message && dims.reduce((product, n) => product * n, 1) > MAX_CONSTANT_ELEMENTS)
      throw malformed(`${name.slice(0, 60)} is of impossible size`);
    total += raw?.length ?? 0;
    if (total > MAX_WEIGHT_BYTES)
      throw tooLarge('The weights take more than 4 GB.', total, MAX_WEIGHT_BYTES, { tensor: name });
    if (raw?.file === undefined || raw.file === null) continue;
    const size = sizes.get(raw.file);
    if (size === undefined) {
      throw new HuellaError('encoder-card-needed', `Its weights are in ${raw.file}.`, {
        missing: 'file',
        file: raw.file,
      });
    }
    if (raw.start + raw.length > size)
      throw malformed(`${name.slice(0, 60)} lies beyond the end of ${raw.file}`);
    files.add(raw.file);
  }
  return [...files];
}

/**
 * @param wanted side of the picture, where the person says it
 * @param most the largest side
 */
export function pictureOf(
  { name, element, dims }: OnnxValue,
  wanted?: number,
  most = MAX_IMAGE_SIZE,
): { layout: 'nchw' | 'nhwc'; imageSize: number | null } {
  if (element !== ELEMENT.f32 && element !== ELEMENT.f16)
    throw unsupported(`an input that is not of floating-point numbers (${name.slice(0, 60)})`);
  if (dims?.length !== 4)
    throw unsupported(`an input that is no picture (${dims?.join(' x ') ?? 'of any shape'})`);
  const [batch, ...rest] = dims as [number | null, ...(number | null)[]];
  if (batch !== null && batch !== 1) throw unsupported(`an input of ${batch} pictures at once`);
  const [, second, third] = rest;
  const layout = rest[0] === 3 ? 'nchw' : third === 3 ? 'nhwc' : null;
  // A free first axis stands for channels in what PyTorch exports.
  const chosen = layout ?? (rest[0] === null && third !== 3 ? 'nchw' : null);
  if (chosen === null) throw unsupported('an input without three colours');
  const [height, width] = chosen === 'nchw' ? [second, third] : [rest[0], second];
  if (height !== null && width !== null && height !== width)
    throw unsupported(`an input of ${height} x ${width}, which is no square`);
  const fixed = height ?? width ?? null;
  if (fixed !== null && wanted !== undefined && fixed !== wanted)
    throw unsupported(`an input of ${fixed} pixels, not ${wanted}`);
  const imageSize = fixed ?? wanted ?? null;
  if (imageSize !== null && !(imageSize >= MIN_IMAGE_SIZE && imageSize <= most))
    throw unsupported(`an input of ${imageSize} pixels`);
  return { layout: chosen, imageSize };
}

/** Names that exporters give the one vector of a picture, where there are other outputs. */
const USUAL = [
  'embedding',
  'embeddings',
  'image_embeds',
  'pooler_output',
  'image_features',
  'output',
];

function outputOf(outputs: readonly OnnxValue[], wanted?: string): OnnxValue {
  const vectors = outputs.filter(
    ({ element, dims }) => (element === ELEMENT.f32 || element === ELEMENT.f16) && isVector(dims),
  );
  if (wanted !== undefined) {
    const found = vectors.find(({ name }) => name === wanted);
    if (!found) throw unsupported(`no vector called ${wanted} among ${namesOf(outputs)}`);
    return found;
  }
  const usual = USUAL.map((name) => vectors.find((each) => each.name === name)).find(Boolean);
  if (vectors.length === 1) return vectors[0]!;
  if (usual) return usual;
  if (vectors.length === 0)
    throw unsupported(`no output that is one vector for a picture (${namesOf(outputs)})`);
  throw new HuellaError('encoder-card-needed', 'Which output is the embedding?', {
    missing: 'output',
    choices: namesOf(vectors),
  });
}

/** `[batch, D]`, or `[batch, D, 1, 1]`; of unknown rank it may be one. */
function isVector(dims: OnnxValue['dims']): boolean {
  if (dims === null) return true;
  return dims.length === 2 || (dims.length === 4 && dims[2] === 1 && dims[3] === 1);
}

function namesOf(values: readonly OnnxValue[]): string {
  return values
    .slice(0, 8)
    .map(({ name }) => name.slice(0, 60))
    .join(', ');
}
