/**
 * The drawings as data: one sample by its numbers, the listed set, or any number of small distinct
 * photos.
 */
import { encode } from 'jpeg-js';
import { CAST, invent, type Individual } from './cast';
import { makeCoat, type Coat } from './coat';
import { render, type Frameable } from './render';
import { shotOf } from './shots';

/**
 * Size and quality of the committed photos. 480 x 360 is enough for any encoder input and keeps the
 * set small.
 */
export const SAMPLE_SIZE = { width: 480, height: 360, samples: 2 } as const;
export const SAMPLE_QUALITY = 88;
export const PHOTOS_EACH = 5;

export interface SamplePhoto {
  readonly file: string;
  readonly individual: string;
  readonly species: string;
  /** Numbers that draw it again. */
  readonly cast: number;
  readonly photo: number;
}

const coats = new WeakMap<Individual, Coat>();

function coatOf(individual: Individual): Coat {
  let coat = coats.get(individual);
  if (!coat) {
    coat = makeCoat(individual.plan, individual.build);
    coats.set(individual, coat);
  }
  return coat;
}

/**
 * Draws photo `photo` of an individual: a member of the cast by its number, or any individual.
 * @returns RGB bytes, `height` rows of `width` pixels of 3 bytes; the same for the same arguments
 *   on every engine.
 */
export function renderSample(
  individual: number | Individual,
  photo: number,
  size: Frameable = SAMPLE_SIZE,
): Uint8Array {
  const who = typeof individual === 'number' ? member(individual) : individual;
  return render(coatOf(who), shotOf(who, photo, size.width / size.height), size);
}

function member(cast: number): Individual {
  const who = CAST[cast];
  if (!who) throw new RangeError(`There is no individual ${cast} in the cast of ${CAST.length}.`);
  return who;
}

/** Encodes RGB bytes as a baseline JPEG. */
export function toJpeg(
  rgb: Uint8Array,
  width: number,
  height: number,
  quality = SAMPLE_QUALITY,
): Uint8Array<ArrayBuffer> {
  const rgba = new Uint8Array(width * height * 4);
  for (let i = 0, j = 0; i < rgb.length; i += 3, j += 4) {
    rgba[j] = rgb[i]!;
    rgba[j + 1] = rgb[i + 1]!;
    rgba[j + 2] = rgb[i + 2]!;
    rgba[j + 3] = 255;
  }
  return new Uint8Array(encode({ data: rgba, width, height }, quality).data);
}

/** Every photo of the sample set, in order. */
export function listSamples(): SamplePhoto[] {
  return CAST.flatMap(({ name, species }, cast) =>
    Array.from({ length: PHOTOS_EACH }, (_, photo) => ({
      file: `${name.toLowerCase()}-${photo + 1}.jpg`,
      individual: name,
      species,
      cast,
      photo,
    })),
  );
}

export interface MadePhoto {
  readonly name: string;
  readonly individual: string;
  readonly species: string;
  readonly jpeg: Uint8Array<ArrayBuffer>;
}

/**
 * Makes `count` distinct small photos, `PHOTOS_EACH` of each invented individual, one at a time.
 * @param size width of a photo in pixels; its height is three quarters of that.
 * @param first number of the first individual, so that several sets do not overlap.
 */
export function* makePhotos(
  count: number,
  size = 96,
  first = 0,
): Generator<MadePhoto, void, undefined> {
  const width = Math.max(8, Math.floor(size));
  const height = Math.max(6, Math.floor((width * 3) / 4));
  let who: Individual | undefined;
  for (let i = 0; i < count; i++) {
    const photo = i % PHOTOS_EACH;
    if (photo === 0 || !who) who = invent(first + Math.floor(i / PHOTOS_EACH));
    yield {
      name: `${who.name}-${photo + 1}.jpg`,
      individual: who.name,
      species: who.species,
      jpeg: toJpeg(renderSample(who, photo, { width, height, samples: 1 }), width, height),
    };
  }
}
