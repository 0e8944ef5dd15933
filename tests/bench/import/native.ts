/**
 * The same work outside the browser: onnxruntime-node and sharp on the same cores. For each photo
 * SHA-256, decoding, resizing, encoding, a thumbnail, and everything on the disk before the photo
 * counts as imported.
 */
import { createHash } from 'node:crypto';
import { open, readFile, rm, type FileHandle } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InferenceSession, TensorConstructor } from 'onnxruntime-common';

interface OrtNode {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: TensorConstructor;
}

/** What is used of sharp. */
interface Sharp {
  rotate(): Sharp;
  clone(): Sharp;
  removeAlpha(): Sharp;
  resize(width: number, height: number, options: Readonly<Record<string, unknown>>): Sharp;
  jpeg(options: { readonly quality: number }): Sharp;
  raw(): Sharp;
  toBuffer(): Promise<Buffer>;
  toBuffer(options: { readonly resolveWithObject: true }): Promise<{
    readonly data: Buffer;
    readonly info: { readonly width: number; readonly height: number; readonly channels: number };
  }>;
}
type OpenSharp = (input: Buffer, options?: Readonly<Record<string, unknown>>) => Sharp;

export interface NativeModules {
  readonly ort: OrtNode;
  readonly sharp: OpenSharp;
}

/**
 * `reduced`: as sharp does by itself, which decodes a JPEG at an eighth or a quarter of its size
 * when it is to become small; `whole`: every pixel is decoded, as the app does.
 */
export const DECODINGS = ['whole', 'reduced'] as const;
export type Decoding = (typeof DECODINGS)[number];

/** As many as the app prepares at once. */
const LANES = 4;
/** Those of the app's (`encoder/decode.ts`, `encoder/thumbnail.ts`). */
const THUMBNAIL = { side: 320, quality: 82 };

/**
 * The packages of the repository or of the folder that `HUELLA_BENCH_MODULES` names; undefined
 * where they are not installed.
 */
export function loadNative(): NativeModules | undefined {
  const folder = process.env['HUELLA_BENCH_MODULES'];
  const from = folder ? pathToFileURL(join(folder, 'package.json')) : import.meta.url;
  const require = createRequire(from);
  try {
    return {
      ort: require('onnxruntime-node') as OrtNode,
      sharp: require('sharp') as OpenSharp,
    };
  } catch {
    return undefined;
  }
}

export class NativeImport {
  private constructor(
    private readonly modules: NativeModules,
    private readonly session: InferenceSession,
    private readonly size: number,
    private readonly store: string,
  ) {}

  /** @param size of the network's input, in pixels @param store a file that holds what is kept */
  static async open(
    modules: NativeModules,
    model: string,
    size: number,
    store: string,
  ): Promise<NativeImport> {
    const session = await modules.ort.InferenceSession.create(model, {
      executionProviders: ['cpu'],
      intraOpNumThreads: availableParallelism(),
      interOpNumThreads: 1,
    });
    return new NativeImport(modules, session, size, store);
  }

  async all(paths: readonly string[], decoding: Decoding): Promise<void> {
    const store = await open(this.store, 'w');
    let next = 0;
    const lane = async (): Promise<void> => {
      while (next < paths.length) await this.#one(paths[next++]!, decoding, store);
    };
    try {
      await Promise.all(Array.from({ length: LANES }, lane));
    } finally {
      await store.close();
      await rm(this.store);
    }
  }

  /** The embedding of one photo's file. */
  async encode(bytes: Buffer, decoding: Decoding): Promise<Float32Array> {
    return this.#run((await this.#pixels(bytes, decoding)).crop);
  }

  async #one(path: string, decoding: Decoding, store: FileHandle): Promise<void> {
    const bytes = await readFile(path);
    const sha256 = createHash('sha256').update(bytes).digest();
    const { crop, thumbnail } = await this.#pixels(bytes, decoding);
    const embedding = await this.#run(crop);
    const record = [sha256, bytes, thumbnail, new Uint8Array(embedding.buffer.slice(0))];
    await store.writev(record);
    await store.datasync();
  }

  async #pixels(bytes: Buffer, decoding: Decoding): Promise<{ crop: Buffer; thumbnail: Buffer }> {
    const { sharp } = this.modules;
    let image = sharp(bytes).rotate();
    if (decoding === 'whole') {
      const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
      const { width, height, channels } = info;
      image = sharp(data, { raw: { width, height, channels } });
    }
    const { side, quality } = THUMBNAIL;
    const [crop, thumbnail] = await Promise.all([
      image
        .clone()
        .resize(this.size, this.size, { fit: 'fill', kernel: 'linear' })
        .removeAlpha()
        .raw()
        .toBuffer(),
      image
        .clone()
        .resize(side, side, { fit: 'inside', withoutEnlargement: true })
        .jpeg({ quality })
        .toBuffer(),
    ]);
    return { crop, thumbnail };
  }

  async #run(crop: Buffer): Promise<Float32Array> {
    const { size, session } = this;
    const { Tensor } = this.modules.ort;
    const input = new Tensor('uint8', new Uint8Array(crop), [1, size, size, 3]);
    const results = await session.run({ [session.inputNames[0]!]: input });
    return results[session.outputNames[0]!]!.data as Float32Array;
  }
}
