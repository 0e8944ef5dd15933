/**
 * A graph on WebGPU whose commands are recorded in its second run and given again in every later
 * one: its input and output lie in two buffers that stay, and the runtime no longer walks the graph
 * (ONNX Runtime's `enableGraphCapture`, onnxruntime#18989). What it computes is the same to the
 * bit; of the worker's own time a run takes a third (tests/bench/encode/RESULTS.md).
 */
import type * as Ort from 'onnxruntime-web';
import { HuellaError, type ErrorCode } from '../errors';

/** The one input, of bytes, and the one output, of float32, of every run. */
export interface FixedShapes {
  readonly input: { readonly name: string; readonly dims: readonly number[] };
  readonly output: { readonly name: string; readonly dims: readonly number[] };
}

/** ONNX Runtime binds buffers in multiples of this. */
const ALIGNMENT = 16;

const FLOAT_BYTES = 4;

const lengthOf = (dims: readonly number[]): number => dims.reduce((all, dim) => all * dim, 1);
const aligned = (bytes: number): number => Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;

export class CapturedGraph {
  readonly #device: GPUDevice;
  readonly #session: Ort.InferenceSession;
  readonly #shapes: FixedShapes;
  readonly #input: GPUBuffer;
  readonly #output: GPUBuffer;
  /** What the page may read: the output is copied into it. */
  readonly #answer: GPUBuffer;
  readonly #feeds: Readonly<Record<string, Ort.Tensor>>;
  readonly #fetches: Readonly<Record<string, Ort.Tensor>>;

  /** @param session made with `enableGraphCapture` */
  constructor(
    { Tensor }: typeof Ort,
    session: Ort.InferenceSession,
    device: GPUDevice,
    shapes: FixedShapes,
  ) {
    const { STORAGE, COPY_DST, COPY_SRC, MAP_READ } = GPUBufferUsage;
    const bytes = aligned(lengthOf(shapes.output.dims) * FLOAT_BYTES);
    this.#device = device;
    this.#session = session;
    this.#shapes = shapes;
    this.#input = device.createBuffer({
      size: aligned(lengthOf(shapes.input.dims)),
      usage: STORAGE | COPY_DST | COPY_SRC,
    });
    this.#output = device.createBuffer({ size: bytes, usage: STORAGE | COPY_DST | COPY_SRC });
    this.#answer = device.createBuffer({ size: bytes, usage: MAP_READ | COPY_DST });
    const { input, output } = shapes;
    this.#feeds = {
      [input.name]: Tensor.fromGpuBuffer(this.#input, { dataType: 'uint8', dims: [...input.dims] }),
    };
    this.#fetches = {
      [output.name]: Tensor.fromGpuBuffer(this.#output, {
        dataType: 'float32',
        dims: [...output.dims],
      }),
    };
  }

  /** Of the output. */
  get dims(): readonly number[] {
    return this.#shapes.output.dims;
  }

  /**
   * @param data of the input's shape
   * @param failure the code of a wrong length
   * @returns a copy of the output
   * @throws whatever the runtime or the device throws
   */
  async run(data: Uint8Array, failure: ErrorCode): Promise<Float32Array> {
    const { input, output } = this.#shapes;
    if (data.length !== lengthOf(input.dims))
      throw new HuellaError(failure, `${data.length} bytes for [${input.dims.join(', ')}].`);
    const { queue } = this.#device;
    queue.writeBuffer(this.#input, 0, data as Uint8Array<ArrayBuffer>);
    await this.#session.run(this.#feeds, this.#fetches);
    const copy = this.#device.createCommandEncoder();
    copy.copyBufferToBuffer(this.#output, 0, this.#answer, 0, this.#answer.size);
    queue.submit([copy.finish()]);
    await this.#answer.mapAsync(GPUMapMode.READ);
    try {
      return new Float32Array(this.#answer.getMappedRange(), 0, lengthOf(output.dims)).slice();
    } finally {
      this.#answer.unmap();
    }
  }

  release(): void {
    for (const buffer of [this.#input, this.#output, this.#answer]) buffer.destroy();
  }
}
