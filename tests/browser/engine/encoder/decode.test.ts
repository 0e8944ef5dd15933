import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodePhoto } from '../../../../src/engine/encoder/decode';
import { openBitmaps } from '../../../../src/engine/encoder/open-bitmaps';
import { encodeThumbnail } from '../../../../src/engine/encoder/thumbnail';
import { HuellaError } from '../../../../src/engine/errors';
import { resizeRgb } from '../../../../src/engine/encoder/resize';
import type { RgbImage, Turns } from '../../../../src/engine/types';
import expected from '../../../fixtures/images/expected.json';

const files = import.meta.glob<string>('../../../fixtures/images/*.{jpg,png,webp,gif,bmp,avif}', {
  query: '?url',
  import: 'default',
  eager: true,
});

const size = { width: expected.size, height: expected.size };
const [x, y, width, height] = expected.crop as [number, number, number, number];
const crop = { x, y, width, height };

async function fixture(name: string): Promise<Blob> {
  const url = files[`../../../fixtures/images/${name}`];
  if (!url) throw new Error(`no fixture ${name}`);
  const response = await fetch(url);
  expect(response.ok).toBe(true);
  // Without a type, as a file of unknown extension arrives.
  return new Blob([await response.arrayBuffer()]);
}

async function digest(image: RgbImage): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', image.data.slice());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

describe('a photo decoded, cropped and resized equals Pillow byte for byte', () => {
  for (const [name, answer] of Object.entries(expected.pictures)) {
    it(name, async () => {
      const file = await fixture(name);
      const whole = await decodePhoto(file, { size });
      expect([whole.width, whole.height]).toEqual([answer.width, answer.height]);
      expect(await digest(whole.pixels)).toBe(answer.full);
      expect(await digest(whole.thumbnail)).toBe(answer.thumbnail);
      if (answer.width > 100) {
        const part = await decodePhoto(file, { size, crop });
        expect(await digest(part.pixels)).toBe(answer.crop);
        expect(await digest(part.thumbnail)).toBe(answer.cropThumbnail);
      }
      expect(openBitmaps()).toBe(0);
    });
  }
});

/**
 * A baseline JPEG (ITU-T T.81) of one component written coefficient by coefficient: with only DC
 * coefficients and a quantiser of 8, each block of 8 x 8 is one value exactly, so its pixels are
 * known without any decoder. 2.5 MB, where a canvas of this size would itself take 400.
 */
function hugeJpeg(width: number, height: number): Blob {
  const across = width / 8;
  const down = height / 8;
  const scan = new Uint8Array(across * down * 3);
  let length = 0;
  let bits = 0;
  let held = 0;
  const put = (value: number, count: number) => {
    held = (held << count) | value;
    bits += count;
    while (bits >= 8) {
      bits -= 8;
      const byte = (held >>> bits) & 255;
      scan[length++] = byte;
      if (byte === 0xff) scan[length++] = 0;
    }
    held &= (1 << bits) - 1;
  };
  let before = 128;
  for (let y = 0; y < down; y++) {
    for (let x = 0; x < across; x++) {
      const value = 16 + ((x * 7 + y * 11 + Math.floor((x * y) / 64)) % 223);
      const step = value - before;
      before = value;
      const size = 32 - Math.clz32(Math.abs(step));
      // The code of a DC size is the size itself in 4 bits; of the end of a block, the single bit
      // 0.
      put(size, 4);
      if (size > 0) put(step > 0 ? step : step + (1 << size) - 1, size);
      put(0, 1);
    }
  }
  put(0x7f, 7);
  const u16 = (value: number) => [value >> 8, value & 255];
  const head = [0xff, 0xd8];
  head.push(0xff, 0xdb, ...u16(67), 0, ...new Array<number>(64).fill(8));
  head.push(0xff, 0xc0, ...u16(11), 8, ...u16(height), ...u16(width), 1, 1, 0x11, 0);
  head.push(0xff, 0xc4, ...u16(31), 0x00, 0, 0, 0, 12, ...new Array<number>(12).fill(0));
  head.push(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  head.push(0xff, 0xc4, ...u16(20), 0x10, 1, ...new Array<number>(15).fill(0), 0);
  head.push(0xff, 0xda, ...u16(8), 1, 1, 0, 0, 63, 0);
  return new Blob([new Uint8Array(head), scan.subarray(0, length), new Uint8Array([0xff, 0xd9])]);
}

/**
 * Counts, around the real thing, the largest piece read back from a canvas and the most bitmaps
 * open at once.
 */
async function watched<T>(job: () => Promise<T>, onRead?: (reads: number) => void) {
  const prototype = OffscreenCanvasRenderingContext2D.prototype;
  const original = Object.getOwnPropertyDescriptor(prototype, 'getImageData')!;
  const read = original.value as typeof prototype.getImageData;
  const seen = { reads: 0, largest: 0, bitmaps: 0 };
  prototype.getImageData = function (this: OffscreenCanvasRenderingContext2D, sx, sy, sw, sh) {
    seen.reads++;
    seen.largest = Math.max(seen.largest, sw * sh);
    seen.bitmaps = Math.max(seen.bitmaps, openBitmaps());
    onRead?.(seen.reads);
    return read.call(this, sx, sy, sw, sh);
  };
  try {
    return { result: await job(), seen };
  } finally {
    Object.defineProperty(prototype, 'getImageData', original);
  }
}

async function codeOf(job: Promise<unknown>): Promise<string> {
  try {
    await job;
  } catch (error) {
    return error instanceof HuellaError ? error.code : String(error);
  }
  return 'nothing thrown';
}

/** As in a browser whose decoder does not reduce: the photo is decoded whole. */
function withoutReducing(): void {
  const { ImageDecoder } = globalThis;
  beforeEach(() => Reflect.deleteProperty(globalThis, 'ImageDecoder'));
  afterEach(() => void Object.assign(globalThis, { ImageDecoder }));
}

/** Made once: writing it takes as long as decoding it. */
let huge: Blob | undefined;
const hugeFile = (): Blob => (huge ??= hugeJpeg(expected.huge.width, expected.huge.height));

describe('a photo of 100 megapixels', () => {
  const { width, height } = expected.huge;

  it('is decoded at an eighth, and no canvas is needed', async () => {
    const { result, seen } = await watched(() => decodePhoto(hugeFile(), { size }));
    expect([result.width, result.height]).toEqual([width, height]);
    expect(await digest(result.pixels)).toBe(expected.hugeReduced.pixels);
    expect(await digest(result.thumbnail)).toBe(expected.hugeReduced.thumbnail);
    expect([seen.reads, openBitmaps()]).toEqual([0, 0]);
  });
});

describe('a photo of 100 megapixels where no decoder reduces', () => {
  withoutReducing();
  const { width, height } = expected.huge;

  it('is decoded exactly, through one bitmap and small strips', { timeout: 180_000 }, async () => {
    const { result, seen } = await watched(() => decodePhoto(hugeFile(), { size }));
    expect([result.width, result.height]).toEqual([width, height]);
    expect(await digest(result.pixels)).toBe(expected.huge.full);
    expect(await digest(result.thumbnail)).toBe(expected.huge.thumbnail);
    expect(seen.largest).toBeLessThanOrEqual(4 * 1024 * 1024);
    expect(seen.bitmaps).toBe(1);
    expect(openBitmaps()).toBe(0);

    const part = await decodePhoto(hugeFile(), { size, crop });
    expect(await digest(part.pixels)).toBe(expected.huge.crop);
    expect(await digest(part.thumbnail)).toBe(expected.huge.cropThumbnail);
  });

  it('is let go between two strips when cancelled', { timeout: 60_000 }, async () => {
    // Five strips of 4 * 1024 * 1024 pixels.
    const several = hugeJpeg(2056, 10_200);
    const controller = new AbortController();
    let last = 0;
    const job = watched(
      () => decodePhoto(several, { size, signal: controller.signal }),
      (reads) => {
        last = reads;
        // From another task, as a message from the page is.
        if (reads === 2) setTimeout(() => controller.abort());
      },
    );
    expect(await codeOf(job)).toBe('cancelled');
    expect(last).toBeLessThan(4);
    expect(openBitmaps()).toBe(0);
  });
});

/** A JPEG that states an EXIF orientation (EXIF 2.32, tag 0x0112), in a segment after its start. */
async function oriented(file: Blob, orientation: number): Promise<Blob> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const tag = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0];
  const tiff = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, ...tag, 0, 0, 0, 0];
  const body = [...Array.from('Exif\0\0', (char) => char.charCodeAt(0)), ...tiff];
  const segment = new Uint8Array([0xff, 0xe1, 0, body.length + 2, ...body]);
  return new Blob([bytes.subarray(0, 2), segment, bytes.subarray(2)]);
}

describe('a photo decoded at a part of its size equals libjpeg and Pillow byte for byte', () => {
  const ORIENTATIONS = [1, 6, 3, 8];
  it.each(expected.reduced)(
    '$eighths eighths, turned by $turns, crop $crop turned by $cropTurns',
    async (answer) => {
      const [x, y, width, height] = answer.crop ?? [0, 0, 1, 1];
      const turns = answer.cropTurns as 0 | Turns;
      const box = { x: x!, y: y!, width: width!, height: height! };
      const file = await oriented(await fixture('large.jpg'), ORIENTATIONS[answer.turns]!);
      const { result, seen } = await watched(() =>
        decodePhoto(file, {
          size: { width: answer.size, height: answer.size },
          thumbnailSide: answer.thumbnailSide,
          crop: answer.crop ? { ...box, ...(turns === 0 ? {} : { turns }) } : undefined,
        }),
      );
      expect([result.width, result.height]).toEqual([answer.width, answer.height]);
      expect(await digest(result.pixels)).toBe(answer.pixels);
      expect(await digest(result.thumbnail)).toBe(answer.thumbnail);
      expect([seen.reads, openBitmaps()]).toEqual([0, 0]);
    },
  );

  it('and is as near to the whole photo as stated', async () => {
    const { ImageDecoder } = globalThis;
    const large = await fixture('large.jpg');
    const reduced = await decodePhoto(large, { size });
    Reflect.deleteProperty(globalThis, 'ImageDecoder');
    const whole = await decodePhoto(large, { size });
    Object.assign(globalThis, { ImageDecoder });
    for (const part of ['pixels', 'thumbnail'] as const) {
      const { data } = whole[part];
      const apart = data.reduce((sum, x, i) => sum + Math.abs(x - reduced[part].data[i]!), 0);
      expect(apart).toBeGreaterThan(0);
      expect(apart / data.length).toBeLessThan(0.6);
    }
  });

  it('and whole where it is mirrored, too small, or its data are damaged', async () => {
    const large = await fixture('large.jpg');
    const reads = async (file: Blob, side = 60): Promise<number> => {
      const small = { size: { width: side, height: side }, thumbnailSide: side };
      return (await watched(() => decodePhoto(file, small))).seen.reads;
    };
    expect(await reads(large, 250)).toBe(0);
    expect(await reads(large, 251)).toBeGreaterThan(0);
    expect(await reads(await oriented(large, 3))).toBe(0);
    expect(await reads(await oriented(large, 5))).toBeGreaterThan(0);
    const bytes = new Uint8Array(await large.arrayBuffer());
    const table = bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === 0xc4);
    bytes.fill(0xee, table + 4, table + 24);
    expect(await codeOf(decodePhoto(new Blob([bytes]), { size }))).toBe('photo-damaged');
    expect(openBitmaps()).toBe(0);
  });

  it('also where its end mark is missing', async () => {
    const large = await fixture('large.jpg');
    const cut = large.slice(0, large.size - 2);
    const [whole, ended] = [await decodePhoto(large, { size }), await decodePhoto(cut, { size })];
    expect(ended.info.dataEnd).toBe(cut.size);
    expect(await digest(ended.pixels)).toBe(await digest(whole.pixels));
  });
});

describe('a photo that cannot be decoded', () => {
  it('that its sniffer believes is named as damaged, and leaves no bitmap open', async () => {
    const bytes = new Uint8Array(await (await fixture('rgb.png')).arrayBuffer());
    // From the first byte of the picture's data to the last: 33 bytes of signature and IHDR and 8
    // of chunk head before it.
    bytes.fill(0x55, 41, bytes.length - 16);
    expect(await codeOf(decodePhoto(new Blob([bytes]), { size }))).toBe('photo-damaged');
    const jpeg = new Uint8Array(await (await fixture('444.jpg')).arrayBuffer());
    const table = jpeg.findIndex((byte, i) => byte === 0xff && jpeg[i + 1] === 0xc4);
    jpeg.fill(0xee, table + 4, table + 24);
    expect(await codeOf(decodePhoto(new Blob([jpeg]), { size }))).toBe('photo-damaged');
    expect(openBitmaps()).toBe(0);
  });

  it('for want of HEIC in this browser says so', async () => {
    const box = (type: string, content: number[]) => {
      const length = content.length + 8;
      return [
        0,
        0,
        length >> 8,
        length & 255,
        ...Array.from(type, (c) => c.charCodeAt(0)),
        ...content,
      ];
    };
    const brands = Array.from('heic\0\0\0\0mif1heic', (c) => c.charCodeAt(0));
    const ispe = box('ispe', [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    const meta = box('meta', [0, 0, 0, 0, ...box('iprp', box('ipco', ispe))]);
    const file = new Blob([
      new Uint8Array([...box('ftyp', brands), ...meta, ...box('mdat', [1, 2, 3])]),
    ]);
    expect(await codeOf(decodePhoto(file, { size }))).toBe('photo-heic-unsupported');
  });

  it('is told apart from others before any decoding', async () => {
    const jpeg = await fixture('baseline.jpg');
    expect(await codeOf(decodePhoto(new Blob([]), { size }))).toBe('photo-empty');
    expect(
      await codeOf(decodePhoto(new File(['a note'], 'cat.jpg', { type: 'image/jpeg' }), { size })),
    ).toBe('photo-not-an-image');
    expect(await codeOf(decodePhoto(jpeg.slice(0, jpeg.size - 3000), { size }))).toBe(
      'photo-truncated',
    );
    expect(
      await codeOf(decodePhoto(jpeg, { size, crop: { x: 0, y: 0, width: 0.001, height: 1 } })),
    ).toBe('crop-invalid');
    expect(await codeOf(decodePhoto(jpeg, { size, signal: AbortSignal.abort() }))).toBe(
      'cancelled',
    );
    expect(openBitmaps()).toBe(0);
  });

  it('because it changed on the disk is unreadable', async () => {
    const folder = await navigator.storage.getDirectory();
    const handle = await folder.getFileHandle('changing.jpg', { create: true });
    const write = async (data: Blob) => {
      const stream = await handle.createWritable();
      await stream.write(data);
      await stream.close();
    };
    await write(await fixture('tiny.jpg'));
    const file = await handle.getFile();
    await new Promise((resolve) => setTimeout(resolve, 1100));
    await write(await fixture('photo.bmp'));
    expect(await codeOf(decodePhoto(file, { size }))).toBe('photo-unreadable');
    await folder.removeEntry('changing.jpg');
  });
});

/** A quarter turn clockwise, pixel by pixel. */
function quarterTurn({ data, width, height }: RgbImage): RgbImage {
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < width; y++) {
    for (let x = 0; x < height; x++) {
      const from = ((height - 1 - x) * width + y) * 3;
      turned.set(data.subarray(from, from + 3), (y * height + x) * 3);
    }
  }
  return { data: turned, width: height, height: width };
}

describe('a turned crop equals the decoded picture turned', () => {
  withoutReducing();
  const turned = async (file: Blob, box: typeof crop, cut: { width: number; height: number }) => {
    // Read at its own size, nothing is resized: these are the crop's pixels.
    let upright = (await decodePhoto(file, { size: cut, crop: box })).pixels;
    for (const turns of [1, 2, 3] as Turns[]) {
      upright = quarterTurn(upright);
      const seen = await decodePhoto(file, { size, crop: { ...box, turns } });
      expect(await digest(seen.pixels)).toBe(
        await digest(resizeRgb(upright, size.width, size.height)),
      );
      const scale = Math.min(1, 320 / Math.max(upright.width, upright.height));
      const small = [upright.width, upright.height].map((side) => Math.round(side * scale));
      expect([seen.thumbnail.width, seen.thumbnail.height]).toEqual(small);
      expect(await digest(seen.thumbnail)).toBe(
        await digest(resizeRgb(upright, small[0]!, small[1]!)),
      );
    }
  };

  it('in one strip, of a photo the camera turned already', async () => {
    const file = await fixture('orientation-6.jpg');
    const { width, height } = await decodePhoto(file, { size });
    const box = { x: 0.1, y: 0.2, width: 0.7, height: 0.5 };
    const edge = (part: number, side: number) => Math.round(part * side);
    await turned(file, box, {
      width: edge(box.x + box.width, width) - edge(box.x, width),
      height: edge(box.y + box.height, height) - edge(box.y, height),
    });
  });

  it('in several strips', async () => {
    const box = { x: 0, y: 0, width: 1, height: 1 };
    // A strip has 4 * 1024 * 1024 pixels.
    await turned(hugeJpeg(2056, 2056), box, { width: 2056, height: 2056 });
  });

  it('wider, once turned, than a canvas may be', async () => {
    const box = { x: 0, y: 0, width: 1, height: 1 };
    await turned(hugeJpeg(64, 20_000), box, { width: 64, height: 20_000 });
  });
});

describe('a wide panorama', () => {
  it('wider than a canvas may be is read in columns', async () => {
    const narrow = await decodePhoto(hugeJpeg(20_000, 64), {
      size: { width: 20_000, height: 64 },
      thumbnailSide: 20_000,
    });
    const { data } = narrow.pixels;
    for (const x of [0, 8191, 8192, 16_383, 16_384, 19_999]) {
      for (const y of [0, 33, 63]) {
        const [bx, by] = [x >> 3, y >> 3];
        expect(data[(y * 20_000 + x) * 3 + 1]).toBe(
          16 + ((bx * 7 + by * 11 + Math.floor((bx * by) / 64)) % 223),
        );
      }
    }
    expect(await digest(narrow.thumbnail)).toBe(await digest(narrow.pixels));
  });
});

describe('a thumbnail', () => {
  it('is a JPEG that shows the photo', async () => {
    const { thumbnail } = await decodePhoto(await fixture('baseline.jpg'), { size });
    expect([thumbnail.width, thumbnail.height]).toEqual([320, 214]);
    const { bytes, mime } = await encodeThumbnail(thumbnail);
    expect(mime).toBe('image/jpeg');
    expect(bytes.byteLength).toBeLessThan(60_000);
    const seen = await decodePhoto(new Blob([bytes]), { size: thumbnail });
    let difference = 0;
    thumbnail.data.forEach((value, i) => (difference += Math.abs(value - seen.pixels.data[i]!)));
    expect(difference / thumbnail.data.length).toBeLessThan(8);
  });

  it('of a small crop is not enlarged', async () => {
    const { thumbnail } = await decodePhoto(await fixture('tiny.jpg'), { size });
    expect([thumbnail.width, thumbnail.height]).toEqual([17, 9]);
  });
});
