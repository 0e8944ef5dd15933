/** Each step of an import alone, by the app's own code, again and again on the same photos. */
import { expose } from 'comlink';
import { parseCard, type EncoderCard } from '../../../src/engine/encoder/card';
import { decodePhoto, type DecodedPhoto } from '../../../src/engine/encoder/decode';
import { lookHash } from '../../../src/engine/encoder/look-hash';
import { readModel } from '../../../src/engine/encoder/model';
import { pictureQuality } from '../../../src/engine/encoder/picture-quality';
import { Session } from '../../../src/engine/encoder/session';
import { encodeThumbnail } from '../../../src/engine/encoder/thumbnail';
import { readExif } from '../../../src/engine/exchange/exif';
import { readPhotoFile } from '../../../src/engine/exchange/photo-hash';
import { sha256Of } from '../../../src/engine/hash';
import { Library } from '../../../src/engine/library';
import { installLedger } from '../../../src/engine/ort/ledger';
import type { RgbImage } from '../../../src/engine/types';
import type { Step } from './step-names';

interface Prepared {
  readonly file: File;
  readonly width: number;
  readonly height: number;
  readonly pixels: RgbImage;
  readonly thumbnail: RgbImage;
  readonly small: ArrayBuffer;
  readonly embedding: Float32Array;
}

let card: EncoderCard;
let session: Session;
let library: Library;
let photos: readonly Prepared[] = [];
let stored = 0;

/** As the encoder does: checked, decoded, cut and resized. */
function decoded(file: File): Promise<DecodedPhoto> {
  return decodePhoto(file, { size: { width: card.inputSize, height: card.inputSize } });
}

async function prepare(file: File): Promise<Prepared> {
  const { pixels, thumbnail, width, height } = await decoded(file);
  const embedding = await session.run(pixels.data);
  const { bytes: small } = await encodeThumbnail(thumbnail);
  return { file, width, height, pixels, thumbnail, small, embedding };
}

const { ImageDecoder } = globalThis;

const RUN: Readonly<Record<Step, (photo: Prepared) => unknown>> = {
  hash: async ({ file }) => sha256Of(await readPhotoFile(file)),
  decode: ({ file }) => decoded(file),
  whole: async ({ file }) => {
    Reflect.deleteProperty(globalThis, 'ImageDecoder');
    await decoded(file);
    Object.assign(globalThis, { ImageDecoder });
  },
  thumbnail: async ({ thumbnail, width, height }) => {
    await encodeThumbnail(thumbnail);
    lookHash(thumbnail);
    pictureQuality(thumbnail, width * height);
  },
  encode: ({ pixels }) => session.run(pixels.data),
  store: async ({ file, small, embedding, width, height }) => {
    await readExif(file);
    const number = stored++;
    await library.addPhoto({
      id: crypto.randomUUID(),
      name: file.name,
      sha256: number.toString(16).padStart(64, '0'),
      original: file,
      thumbnail: new Blob([small], { type: 'image/jpeg' }),
      crop: null,
      width,
      height,
      individual: null,
      embedding: { fingerprint: 'steps', vector: embedding },
    });
  },
};

const worker = {
  async open(): Promise<void> {
    if (!crossOriginIsolated) throw new Error('no threads without cross-origin isolation');
    installLedger();
    const url = new URL('/models/default.json', location.href);
    card = parseCard(await (await fetch(url)).json());
    const model = readModel(new URL(card.file, url).href, card, { verify: true });
    session = await Session.open(card, model, { backend: 'wasm', onDeviceLost: () => undefined });
    library = await Library.open('steps');
  },

  async use(files: readonly File[]): Promise<void> {
    photos = await Promise.all(files.map(prepare));
  },

  /** Milliseconds a photo. */
  async run(step: Step, times: number): Promise<number> {
    const from = performance.now();
    for (let i = 0; i < times; i++) await RUN[step](photos[i % photos.length]!);
    return (performance.now() - from) / times;
  },
};
export type StepsWorker = typeof worker;
expose(worker);
