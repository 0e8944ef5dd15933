import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { CAST, invent } from '../../../tools/samples/cast';
import {
  listSamples,
  makePhotos,
  renderSample,
  SAMPLE_SIZE,
  toJpeg,
} from '../../../tools/samples/generate';
import { markingsFingerprint, parseMarkingsCard } from '../../../src/engine/local/card';
import { Comparer } from '../../../src/engine/local/compare';
import { unpackPoints } from '../../../src/engine/local/points';
import type { PreparedSamples } from '../../../src/runtime/samples';
import { cosine, hash, noise, radians, sine } from '../../../tools/samples/maths';

const FOLDER = join(import.meta.dirname, '../../../public/samples');
/** The set is downloaded by every newcomer who asks for it. */
const MOST_BYTES = 2_500_000;

interface Manifest {
  version: number;
  kind: string;
  photos: { file: string; individual: string; species: string }[];
}
const manifest = JSON.parse(readFileSync(join(FOLDER, 'samples.json'), 'utf8')) as Manifest;
/** Items by a key (`Map.groupBy` needs a newer Node than ours). */
function group<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(key(item), [...(groups.get(key(item)) ?? []), item]);
  return groups;
}
/** All 75 in the long form: each takes a second or more. */
const DRAWN_AGAIN = process.env['HUELLA_LONG'] ? listSamples().map((_, i) => i) : [33];
const SMALL = { width: 64, height: 48, samples: 1 };

describe('the prepared samples', () => {
  const prepared = JSON.parse(
    readFileSync(join(FOLDER, 'prepared.json'), 'utf8'),
  ) as PreparedSamples;

  it('are of the bundled encoder, and of these very files', () => {
    const card = JSON.parse(readFileSync('public/models/default.json', 'utf8')) as {
      dimension: number;
    };
    expect(prepared.dimension).toBe(card.dimension);
    expect(prepared.photos.map(({ file, sha256 }) => [file, sha256])).toEqual(
      manifest.photos.map(({ file }) => [
        file,
        createHash('sha256')
          .update(readFileSync(join(FOLDER, file)))
          .digest('hex'),
      ]),
    );
  });

  it('have one vector of length 1 for each drawing', () => {
    const bytes = readFileSync(join(FOLDER, 'prepared.bin'));
    expect(bytes.byteLength).toBe(4 * prepared.dimension * prepared.photos.length);
    for (let at = 0; at < bytes.byteLength; at += 4 * prepared.dimension) {
      let sum = 0;
      for (let i = 0; i < prepared.dimension; i++) sum += bytes.readFloatLE(at + 4 * i) ** 2;
      expect(sum).toBeCloseTo(1, 5);
    }
  });
});

describe('the prepared markings', () => {
  const prepared = JSON.parse(
    readFileSync(join(FOLDER, 'prepared.json'), 'utf8'),
  ) as PreparedSamples;

  it('are of the shipped network and of the code that compares them', () => {
    const card = parseMarkingsCard(JSON.parse(readFileSync('public/models/xfeat.json', 'utf8')));
    expect(prepared.pointsFingerprint).toBe(markingsFingerprint(card));
  });

  it('are points of each drawing, which agree with another of the animal more than with others', () => {
    const bytes = new Uint8Array(readFileSync(join(FOLDER, 'prepared-points.bin')));
    let end = 0;
    const points = new Map(
      prepared.photos.map(({ file, pointBytes }) => [
        file,
        unpackPoints(bytes.slice(end, (end += pointBytes))),
      ]),
    );
    expect(end).toBe(bytes.length);
    for (const { count } of points.values()) expect(count).toBeGreaterThan(50);
    const comparer = new Comparer();
    const agreeing = (a: string, b: string) =>
      comparer.compare(points.get(a)!, points.get(b)!).agreeingPoints;
    const [first, second] = [...group(prepared.photos, ({ file }) => file.split('-')[0]!).values()];
    const [a, b] = first!.map(({ file }) => file);
    expect(agreeing(a!, a!)).toBe(points.get(a!)!.count);
    expect(agreeing(a!, second![0]!.file)).toBeLessThanOrEqual(agreeing(a!, b!));
  });
});

describe('the sample set', () => {
  it('lists every file, and only files that are there', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.jpg'));
    expect(manifest.photos.map((p) => p.file).sort()).toEqual(files.sort());
    expect(manifest.photos).toEqual(
      listSamples().map(({ file, individual, species }) => ({ file, individual, species })),
    );
    expect(manifest.version).toBe(1);
    expect(manifest.kind).toBe('drawings');
  });

  it('holds at least 12 individuals with at least 5 photos each, three alike at least three times', () => {
    const photos = group(manifest.photos, (p) => p.individual);
    expect(photos.size).toBeGreaterThanOrEqual(12);
    for (const [name, list] of photos) expect(list.length, name).toBeGreaterThanOrEqual(5);
    const kinds = group(CAST, (c) => `${c.species} ${c.plan.pattern}`);
    expect([...kinds.values()].filter((alike) => alike.length >= 3).length).toBeGreaterThanOrEqual(
      3,
    );
  });

  it('is small', () => {
    const bytes = manifest.photos.reduce((sum, p) => sum + statSync(join(FOLDER, p.file)).size, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it.each(DRAWN_AGAIN)('is drawn again byte for byte (photo %i)', { timeout: 60_000 }, (i) => {
    const { file, cast, photo } = listSamples()[i]!;
    const drawn = toJpeg(renderSample(cast, photo), SAMPLE_SIZE.width, SAMPLE_SIZE.height);
    expect(Buffer.compare(drawn, readFileSync(join(FOLDER, file))), file).toBe(0);
  });
});

describe('renderSample', () => {
  it('gives three bytes a pixel and the same bytes twice', () => {
    const a = renderSample(2, 1, SMALL);
    expect(a.length).toBe(64 * 48 * 3);
    expect(Buffer.compare(a, renderSample(2, 1, SMALL))).toBe(0);
  });

  it('draws another picture for another photo and for another individual', () => {
    const a = renderSample(6, 0, SMALL);
    expect(Buffer.compare(a, renderSample(6, 1, SMALL))).not.toBe(0);
    expect(Buffer.compare(a, renderSample(7, 0, SMALL))).not.toBe(0);
  });

  it('refuses an individual that is not in the cast', () => {
    expect(() => renderSample(CAST.length, 0, SMALL)).toThrow(RangeError);
  });
});

describe('makePhotos', () => {
  it('makes the number asked for, all distinct, five of each individual, decodable', () => {
    const photos = [...makePhotos(11, 24)];
    expect(photos).toHaveLength(11);
    expect(new Set(photos.map((p) => Buffer.from(p.jpeg).toString('base64'))).size).toBe(11);
    expect(new Set(photos.map((p) => p.name)).size).toBe(11);
    expect(new Set(photos.map((p) => p.individual)).size).toBe(3);
    const { width, height } = decode(photos[7]!.jpeg, { useTArray: true });
    expect([width, height]).toEqual([24, 18]);
  });

  it('starts another set at another individual', () => {
    const [a] = makePhotos(1, 32, 0);
    const [b] = makePhotos(1, 32, 100);
    expect(a!.individual).not.toBe(b!.individual);
    expect(invent(100)).toEqual(invent(100));
  });
});

describe('the arithmetic of the drawings', () => {
  it('agrees with the engine on sine and cosine to 1e-6', () => {
    for (let degrees = -720; degrees <= 720; degrees += 7) {
      expect(Math.abs(sine(radians(degrees)) - Math.sin((degrees * Math.PI) / 180))).toBeLessThan(
        1e-6,
      );
      expect(Math.abs(cosine(radians(degrees)) - Math.cos((degrees * Math.PI) / 180))).toBeLessThan(
        1e-6,
      );
    }
  });

  it('keeps noise in [0, 1], continuous, and pinned to its bits', () => {
    for (let i = 0; i < 500; i++) {
      const x = i * 0.173 - 40;
      const n = noise(x, x * 0.7, -x, 5);
      expect(n).toBeGreaterThanOrEqual(0);
      expect(n).toBeLessThanOrEqual(1);
      expect(Math.abs(noise(x + 1e-6, x * 0.7, -x, 5) - n)).toBeLessThan(1e-4);
    }
    expect(hash(1, 2, 3)).toBe(hash(1, 2, 3));
    expect(hash(1, 2, 3)).not.toBe(hash(3, 2, 1));
  });

  it('uses nothing whose last bits an engine may choose', () => {
    const folder = join(import.meta.dirname, '../../../tools/samples');
    for (const name of readdirSync(folder)) {
      const code = readFileSync(join(folder, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(
        code.match(/Math\.(sin|cos|tan|exp|pow|log\w*|hypot|atan2?|cbrt|random)\b|\*\*/g),
        name,
      ).toBeNull();
    }
  });
});
