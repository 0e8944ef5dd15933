/** Each step of an import alone, by the app's own code, again and again on the same photos. */
import { expose } from 'comlink';
import { parseCard, type EncoderCard } from '../../../src/engine/encoder/card';
import { THUMBNAIL_SIDE } from '../../../src/engine/encoder/decode';
import { lookHash } from '../../../src/engine/encoder/look-hash';
import { readModel } from '../../../src/engine/encoder/model';
import { pictureQuality } from '../../../src/engine/encoder/picture-quality';
import { PhotoResizer } from '../../../src/engine/encoder/resize-photo';
import { Session } from '../../../src/engine/encoder/session';
import { sniffPhoto } from '../../../src/engine/encoder/sniff/sniff';
import { strips } from '../../../src/engine/encoder/strips';
import { encodeThumbnail } from '../../../src/engine/encoder/thumbnail';
import { readExif } from '../../../src/engine/exchange/exif';
import { photoHash } from '../../../src/engine/exchange/photo-hash';
import { Library } from '../../../src/engine/library';
import { installLedger } from '../../../src/engine/ort/ledger';
import type { RgbImage } from '../../../src/engine/types';
import type { Step } from './step-names';

interface Prepared {
  readonly file: File;
  readonly bytes: Uint8Array;
  readonly bitmap: ImageBitmap;
  /** RGBA of the whole photo, in the strips that the app reads. */
  readonly rows: readonly { rgba: Uint8ClampedArray; firstRow: number; rowCount: number }[];
  readonly pixels: RgbImage;
  readonly thumbnail: RgbImage;
  readonly small: ArrayBuffer;
  readonly embedding: Float32Array;
}

const BITMAP_OPTIONS: ImageBitmapOptions = {
  imageOrientation: 'from-image',
  colorSpaceConversion: 'none',
  premultiplyAlpha: 'none',
};

let card: EncoderCard;
let session: Session;
let library: Library;
let photos: readonly Prepared[] = [];
let stored = 0;

const whole = ({ width, height }: ImageBitmap): Parameters<typeof strips>[1] => ({
  x: 0,
  y: 0,
  width,
  height,
});

function resized({ width, height }: ImageBitmap, rows: Prepared['rows']): [RgbImage, RgbImage] {
  const scale = Math.min(1, THUMBNAIL_SIDE / Math.max(width, height));
  const resizer = new PhotoResizer({ width, height }, [
    { width: card.inputSize, height: card.inputSize },
    { width: Math.round(width * scale), height: Math.round(height * scale) },
  ]);
  for (const { rgba, firstRow, rowCount } of rows) resizer.push(rgba, firstRow, rowCount);
  const [pixels, thumbnail] = resizer.finish();
  resizer.release();
  return [pixels!, thumbnail!];
}

async function prepare(file: File): Promise<Prepared> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const bitmap = await createImageBitmap(file, BITMAP_OPTIONS);
  const rows = Array.from(strips(bitmap, whole(bitmap)), (strip) => ({
    ...strip,
    rgba: strip.rgba.slice(),
  }));
  const [pixels, thumbnail] = resized(bitmap, rows);
  const embedding = await session.run(pixels.data);
  const { bytes: small } = await encodeThumbnail(thumbnail);
  return { file, bytes, bitmap, rows, pixels, thumbnail, small, embedding };
}

const RUN: Readonly<Record<Step, (photo: Prepared) => unknown>> = {
  hash: ({ file }) => photoHash(file),
  check: async ({ file }) => sniffPhoto(new Uint8Array(await file.arrayBuffer())),
  decode: async ({ file }) => (await createImageBitmap(file, BITMAP_OPTIONS)).close(),
  read: ({ bitmap }) => {
    for (const { rgba } of strips(bitmap, whole(bitmap))) if (rgba.length === 0) throw new Error();
  },
  resize: ({ bitmap, rows }) => resized(bitmap, rows),
  thumbnail: async ({ thumbnail, bitmap }) => {
    await encodeThumbnail(thumbnail);
    lookHash(thumbnail);
    pictureQuality(thumbnail, bitmap.width * bitmap.height);
  },
  encode: ({ pixels }) => session.run(pixels.data),
  store: async ({ file, small, embedding, bitmap }) => {
    await readExif(file);
    const number = stored++;
    await library.addPhoto({
      id: crypto.randomUUID(),
      name: file.name,
      sha256: number.toString(16).padStart(64, '0'),
      original: file,
      thumbnail: new Blob([small], { type: 'image/jpeg' }),
      crop: null,
      width: bitmap.width,
      height: bitmap.height,
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
    for (const { bitmap } of photos) bitmap.close();
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
