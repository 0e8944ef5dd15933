/** ONNX Runtime outside the browser: the same graphs on the same cores. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';
import { inputOf, normalised, type Graph, type Models } from './graphs';
import type { Run } from './wasm.worker';

interface OrtNode {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

/**
 * onnxruntime-node of the repository or in the folder `HUELLA_ORT_NODE` names; undefined where
 * there is none.
 */
export function loadNative(): OrtNode | undefined {
  try {
    return createRequire(import.meta.url)(
      process.env['HUELLA_ORT_NODE'] ?? 'onnxruntime-node',
    ) as OrtNode;
  } catch {
    return undefined;
  }
}

export class Native {
  private constructor(
    readonly ort: OrtNode,
    readonly size: number,
    readonly sessions: ReadonlyMap<Graph, InferenceSession>,
  ) {}

  static async open(
    ort: OrtNode,
    folder: string,
    models: Models,
    graphs: readonly Graph[],
    options: { readonly threads: number; readonly size: number },
  ): Promise<Native> {
    const sessions = new Map<Graph, InferenceSession>();
    for (const graph of graphs) {
      const session = await ort.InferenceSession.create(join(folder, models[graph].model), {
        executionProviders: ['cpu'],
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
      });
      sessions.set(graph, session);
    }
    return new Native(ort, options.size, sessions);
  }

  async run(graph: Graph): Promise<Run> {
    const session = this.sessions.get(graph)!;
    const { name, type, data, dims } = inputOf(graph, this.size);
    const feeds = { [name]: new this.ort.Tensor(type, data, dims) };
    const from = performance.now();
    const results = await session.run(feeds);
    const ms = performance.now() - from;
    return { ms, embedding: normalised(results[session.outputNames[0]!]!.data as Float32Array) };
  }
}
