/** Larger pictures with labelled crops pasted into them: where each animal is, is known. */
import { decode } from 'jpeg-js';
import { resizeRgb } from '../../../src/engine/encoder/resize';
import type { Crop, RgbImage } from '../../../src/engine/types';
import { toJpeg } from '../../../tools/samples/generate';
import { fractal } from '../../../tools/samples/maths';

const WIDTH = 1280;
const HEIGHT = 960;
const MOST_ANIMALS = 4;
/** Of an animal's longer side, as a share of the picture's shorter one. */
const LEAST_SIDE = 0.1;
const MOST_SIDE = 0.6;
/** Places tried for an animal before it is left out. */
const TRIES = 60;
/** Ground and sky of a scene, RGB. */
const GROUNDS = [
  [96, 112, 64],
  [128, 104, 72],
  [152, 144, 112],
  [72, 92, 72],
] as const;
const SKIES = [
  [150, 180, 205],
  [190, 190, 180],
  [120, 140, 110],
  [205, 195, 170],
] as const;

export interface Pasted {
  /** Index into the crops given. */
  readonly crop: number;
  readonly box: Crop;
}

export interface Scene {
  readonly jpeg: Uint8Array<ArrayBuffer>;
  readonly animals: readonly Pasted[];
}

/** Numbers 0..1, the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param crops JPEG files, each one animal that fills it */
export function composeScene(crops: readonly Uint8Array[], seed: number): Scene {
  const random = seeded(seed);
  const data = background(random, seed);
  const animals: Pasted[] = [];
  const count = 1 + Math.floor(random() * MOST_ANIMALS);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, crops.length)) {
    chosen.add(Math.floor(random() * crops.length));
  }
  for (const crop of chosen) {
    const image = rgbOf(crops[crop]!);
    for (let i = 0; i < TRIES; i++) {
      const side = (LEAST_SIDE + random() * (MOST_SIDE - LEAST_SIDE)) * HEIGHT;
      const scale = side / Math.max(image.width, image.height);
      const width = Math.max(1, Math.round(image.width * scale));
      const height = Math.max(1, Math.round(image.height * scale));
      const left = Math.floor(random() * (WIDTH - width));
      const top = Math.floor(random() * (HEIGHT - height));
      const box = {
        x: left / WIDTH,
        y: top / HEIGHT,
        width: width / WIDTH,
        height: height / HEIGHT,
      };
      if (animals.some((other) => overlap(other.box, box) > 0)) continue;
      const small = resizeRgb(image, width, height);
      for (let y = 0; y < height; y++) {
        const row = small.data.subarray(y * width * 3, (y + 1) * width * 3);
        data.set(row, ((top + y) * WIDTH + left) * 3);
      }
      animals.push({ crop, box });
      break;
    }
  }
  return { jpeg: toJpeg(data, WIDTH, HEIGHT, 92), animals };
}

/** Intersection over union. */
export function overlap(a: Crop, b: Crop): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  const both = Math.max(0, across) * Math.max(0, down);
  return both / (a.width * a.height + b.width * b.height - both);
}

/** Sky that passes into ground, under noise of several sizes. */
function background(random: () => number, seed: number): Uint8Array {
  const ground = GROUNDS[Math.floor(random() * GROUNDS.length)]!;
  const sky = SKIES[Math.floor(random() * SKIES.length)]!;
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let y = 0; y < HEIGHT; y++) {
    const low = y / HEIGHT;
    for (let x = 0; x < WIDTH; x++) {
      const cloud = (fractal(x / 90, y / 60, 0, seed) - 0.5) * 70 + (random() - 0.5) * 10;
      for (let c = 0; c < 3; c++) {
        const value = sky[c]! * (1 - low) + ground[c]! * low + cloud;
        data[(y * WIDTH + x) * 3 + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  return data;
}

function rgbOf(jpeg: Uint8Array): RgbImage {
  const { width, height, data } = decode(jpeg, { useTArray: true, formatAsRGBA: false });
  return { width, height, data };
}
