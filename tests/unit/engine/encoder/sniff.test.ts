import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAX_PIXELS, sniffPhoto } from '../../../../src/engine/encoder/sniff/sniff';
import { HuellaError } from '../../../../src/engine/errors';
import expected from '../../../fixtures/images/expected.json';
import type { PhotoInfo } from '../../../../src/engine/encoder/sniff/info';
import { processorSeconds } from '../../../fixtures/processor';

const FIXTURES = new URL('../../../fixtures/images/', import.meta.url);
const load = (name: string) => new Uint8Array(readFileSync(new URL(name, FIXTURES)));
const latin = (text: string) => Uint8Array.from(text, (c) => c.charCodeAt(0));
const names = readdirSync(FIXTURES).filter((name) => /\.(jpg|png|webp|gif|bmp|avif)$/.test(name));

function sniff(bytes: Uint8Array): PhotoInfo | string {
  try {
    return sniffPhoto(bytes);
  } catch (error) {
    if (error instanceof HuellaError) return error.code;
    throw error;
  }
}

function join(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

const box = (type: string, ...content: Uint8Array[]) => {
  const body = join(...content);
  const head = new Uint8Array(8);
  new DataView(head.buffer).setUint32(0, body.length + 8);
  head.set(latin(type), 4);
  return join(head, body);
};

/** Bytes of the mark that ends a picture of this format. */
const endMark = (name: string): number => ({ gif: 1, jpg: 2, png: 12 })[name.slice(-3)] ?? 0;

describe('sniffPhoto', () => {
  it('knows every fixture by its bytes, with the size Pillow reads', () => {
    expect(names.length).toBeGreaterThan(20);
    const answers = { ...expected.pictures, 'large.jpg': expected.reduced[0]! };
    for (const name of names) {
      const info = sniffPhoto(load(name));
      const answer = answers[name as keyof typeof answers];
      const turned = (info.orientation ?? 1) > 4;
      expect([info.width, info.height], name).toEqual(
        turned ? [answer.height, answer.width] : [answer.width, answer.height],
      );
      expect(info.format, name).toBe(name.replace(/.*\./, '').replace('jpg', 'jpeg'));
      expect(info.mime, name).toBe(`image/${info.format}`);
    }
  });

  it('reads the orientation', () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      expect(sniffPhoto(load(`orientation-${orientation}.jpg`)).orientation).toBe(orientation);
    }
    expect(sniffPhoto(load('progressive.jpg')).orientation).toBeUndefined();
  });

  it('does not mind what follows the end of the picture', () => {
    const film = new Uint8Array(5000).map((_, i) => i * 7);
    for (const name of names) {
      for (const rest of [
        film,
        new Uint8Array(16),
        latin('\n'),
        latin('MotionPhoto_Data and more'),
      ])
        expect(sniff(join(load(name), rest)), name).toBeTypeOf('object');
    }
  });

  it('takes the room that a first frame needs for the screen of a GIF', () => {
    const gif = load(names.find((name) => name.endsWith('.gif'))!);
    const { width, height } = sniffPhoto(gif);
    gif.fill(0, 6, 10);
    expect(sniff(gif)).toMatchObject({ width, height });
  });

  it('reads the short header of OS/2', () => {
    const header = new Uint8Array(30);
    header.set(latin('BM'));
    const view = new DataView(header.buffer);
    for (const [at, value] of [
      [10, 30],
      [14, 16],
      [18, 5],
      [22, 3],
      [26, 1 + 24 * 0x10000],
    ] as const)
      view.setUint32(at, value, true);
    expect(sniff(join(header, new Uint8Array(48)))).toMatchObject({ width: 5, height: 3 });
    expect(sniff(join(header, new Uint8Array(47)))).toBe('photo-truncated');
  });

  it('finds every cut, wherever it falls', () => {
    for (const name of names) {
      const whole = load(name);
      const end = whole.length - endMark(name);
      for (const part of [0.02, 0.1, 0.3, 0.5, 0.9, 0.99]) {
        const length = Math.max(16, Math.floor(end * part));
        if (length < end)
          expect(sniff(whole.subarray(0, length)), `${name} cut at ${part}`).toBe(
            'photo-truncated',
          );
      }
      // A picture may lack its end mark, or a part of it.
      if (end > 32) expect(sniff(whole.subarray(0, end - 1)), name).toBe('photo-truncated');
      for (let length = end; length < whole.length; length++)
        expect(sniff(whole.subarray(0, length)), `${name} of ${length} bytes`).toBeTypeOf('object');
    }
  });

  it('is not taken in by a complete preview inside a cut photo', () => {
    const preview = load('tiny.jpg');
    const length = preview.length + 8;
    const segment = new Uint8Array([0xff, 0xd8, 0xff, 0xe1, length >> 8, length & 255]);
    const rest = load('444.jpg').subarray(2);
    const photo = join(segment, latin('Exif\0\0'), preview, rest);
    expect(sniff(photo)).toMatchObject({ width: 401, height: 263 });
    expect(sniff(photo.subarray(0, photo.length - 10_000))).toBe('photo-truncated');
  });

  it('walks from scan to scan: an end marker inside a segment between two is not the end', () => {
    const whole = load('progressive.jpg');
    const find = (marker: number, from: number) => {
      for (let i = from; i < whole.length; i++)
        if (whole[i] === 0xff && whole[i + 1] === marker) return i;
      throw new Error('no such marker');
    };
    const afterScan = find(0xc4, find(0xda, 0));
    const comment = new Uint8Array([0xff, 0xfe, 0, 6, 0xff, 0xd9, 0xff, 0xd9]);
    const photo = join(whole.subarray(0, afterScan), comment, whole.subarray(afterScan));
    expect(sniff(photo)).toMatchObject({ width: 401, height: 263 });
    // Without its end marker all the picture's data is there; with a few bytes less, it is not.
    expect(sniff(photo.subarray(0, photo.length - 2))).toMatchObject({ width: 401, height: 263 });
    expect(sniff(photo.subarray(0, photo.length - 9))).toBe('photo-truncated');
  });

  it.each([
    ['', 'photo-empty'],
    ['hello, I am a photo', 'photo-not-an-image'],
    ['BM', 'photo-not-an-image'],
    ['%PDF-1.7\n%âãÏÓ\n1 0 obj', 'photo-not-an-image'],
    ['<!doctype html><html><body><svg></svg></body></html>', 'photo-not-an-image'],
    ['PK\x03\x04 a zip of photos', 'photo-not-an-image'],
    ['<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'photo-format-unsupported'],
    [
      '\xef\xbb\xbf<?xml version="1.0"?>\n<!-- by hand -->\n<svg width="1"/>',
      'photo-format-unsupported',
    ],
    ['II*\0\x08\0\0\0', 'photo-format-unsupported'],
    ['MM\0*\0\0\0\x08', 'photo-format-unsupported'],
    ['FUJIFILMCCD-RAW 0201', 'photo-format-unsupported'],
    ['\xff\x0a\xfa\x7f', 'photo-format-unsupported'],
    ['\0\0\0\x18ftypcrx \0\0\0\x01crx isom', 'photo-format-unsupported'],
    ['\0\0\0\x18ftypmp42\0\0\0\0mp42isom', 'photo-not-an-image'],
    ['\xff\xd8', 'photo-truncated'],
    ['\xff\xd8\xff\xd9', 'photo-damaged'],
    ['\xff\xd8 not a marker', 'photo-damaged'],
    ['\xff\xd8\xff\xda\0\x04\0\0', 'photo-damaged'],
    ['\x89PNG\r\n\x1a\n', 'photo-truncated'],
    ['\x89PNG\r\n\x1a\n\0\0\0\x0dIDAT\0\0\0\0\0\0\0\0', 'photo-damaged'],
  ])('%j is %s', (start, code) => {
    expect(sniff(latin(start))).toBe(code);
  });

  it('refuses more pixels than a tab can hold, and no fewer', () => {
    const png = load('pixel.png');
    const sized = (width: number, height: number) => {
      const copy = png.slice();
      new DataView(copy.buffer).setUint32(16, width);
      new DataView(copy.buffer).setUint32(20, height);
      return sniff(copy);
    };
    expect(sized(25_000, MAX_PIXELS / 25_000)).toMatchObject({ width: 25_000 });
    expect(sized(25_001, MAX_PIXELS / 25_000)).toBe('photo-too-large');
    expect(sized(2 ** 31, 2 ** 31)).toBe('photo-too-large');
    expect(sized(0, 5)).toBe('photo-damaged');
  });

  it('knows HEIC by its brands and takes the largest of its parts for the photo', () => {
    const ispe = (width: number, height: number) => {
      const content = new Uint8Array(12);
      new DataView(content.buffer).setUint32(4, width);
      new DataView(content.buffer).setUint32(8, height);
      return box('ispe', content);
    };
    const ipco = box('ipco', ispe(512, 512), ispe(4032, 3024), ispe(320, 240));
    const meta = box('meta', new Uint8Array(4), box('hdlr', new Uint8Array(25)), box('iprp', ipco));
    const mdat = box('mdat', new Uint8Array(1000));
    for (const brand of ['heic\0\0\0\0mif1heic', 'mif1\0\0\0\0mif1heic', 'heix\0\0\0\0mif1miaf']) {
      const file = join(box('ftyp', latin(brand)), meta, mdat);
      expect(sniff(file)).toEqual({
        format: 'heic',
        mime: 'image/heic',
        width: 4032,
        height: 3024,
      });
      expect(sniff(file.subarray(0, file.length - 1))).toBe('photo-truncated');
    }
    expect(sniff(join(box('ftyp', latin('mif1\0\0\0\0mif1')), meta, mdat))).toBe(
      'photo-format-unsupported',
    );
    expect(sniff(join(box('ftyp', latin('heic\0\0\0\0mif1')), mdat))).toBe('photo-damaged');
  });

  const ROUNDS = process.env['HUELLA_LONG'] ? 600 : 100;

  it(
    'answers any bytes with a photo or a named failure, in bounded time',
    { timeout: 60_000 },
    () => {
      let seed = 2024;
      const random = (below: number) => {
        seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
        return Math.floor((seed / 2 ** 32) * below);
      };
      const extremes = [0, 1, 0x7f, 0x80, 0xd8, 0xd9, 0xda, 0xff];
      for (const name of names) {
        const whole = load(name);
        // Damage falls mostly where the structure is: the head; now and then anywhere.
        const head = Math.min(whole.length, 700);
        for (let round = 0; round < ROUNDS; round++) {
          const bad = whole.slice();
          for (let i = 0; i <= random(6); i++) {
            bad[random(round % 5 === 0 ? whole.length : head)] =
              round % 2 ? random(256) : extremes[random(8)]!;
          }
          const cut = round % 4 === 0 ? bad.subarray(0, random(bad.length)) : bad;
          const started = process.cpuUsage();
          sniff(cut);
          expect(processorSeconds(started)).toBeLessThan(1);
        }
      }
    },
  );

  it('does not read a long scan byte by byte, nor is it held up by one made of markers', () => {
    const jpeg = load('444.jpg');
    const long = join(
      jpeg.subarray(0, jpeg.length - 2),
      new Uint8Array(64_000_000),
      latin('\xff\xd9'),
    );
    const fill = join(
      jpeg.subarray(0, jpeg.length - 2),
      new Uint8Array(8_000_000).fill(0xff),
      latin('\xd9'),
    );
    const started = process.cpuUsage();
    expect(sniff(long)).toMatchObject({ width: 401 });
    expect(sniff(fill)).toMatchObject({ width: 401 });
    expect(processorSeconds(started)).toBeLessThan(5);
  });
});
