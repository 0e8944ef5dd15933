import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { sniffPhoto } from '../../../../src/engine/encoder/sniff/sniff';
import { readExif } from '../../../../src/engine/exchange/exif';
import { ZipArchive } from '../../../../src/engine/exchange/zip';
import { HuellaError } from '../../../../src/engine/errors';

/**
 * EXIF, JPEG structures and zips as people report them (tests/fixtures/exchange/field), each
 * against the value that exiftool, Pillow or its writer says.
 */

interface Facts {
  readonly takenAt?: string;
  readonly offset?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}
type Packed<Want> = Readonly<Record<string, { readonly base64: string; readonly want: Want }>>;
interface Field {
  readonly exif: Packed<Facts>;
  readonly jpeg: Packed<string>;
  readonly zip: Packed<readonly string[] | string>;
}

const file = new URL('../../../fixtures/exchange/field/field.json.gz', import.meta.url);
const field = JSON.parse(gunzipSync(readFileSync(file)).toString()) as Field;
const bytesOf = (base64: string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(Buffer.from(base64, 'base64'));

describe('EXIF and XMP', () => {
  test.each(Object.entries(field.exif))('%s', async (_, { base64, want }) => {
    const { takenAt, takenOffset, latitude, longitude } = await readExif(
      new Blob([bytesOf(base64)]),
    );
    expect(takenAt).toBe(want.takenAt);
    expect(takenOffset).toBe(want.offset);
    for (const [got, wanted] of [
      [latitude, want.latitude],
      [longitude, want.longitude],
    ]) {
      if (wanted === undefined) expect(got).toBeUndefined();
      else expect(got).toBeCloseTo(wanted, 6);
    }
  });
});

describe('JPEG', () => {
  test.each(Object.entries(field.jpeg))('%s', (_, { base64, want }) => {
    let outcome = 'read';
    try {
      expect(sniffPhoto(bytesOf(base64))).toMatchObject({ width: 64, height: 48 });
    } catch (error) {
      if (!(error instanceof HuellaError)) throw error;
      outcome = error.code;
    }
    expect(outcome).toBe(want);
  });
});

describe('zips', () => {
  test.each(Object.entries(field.zip))('%s', async (_, { base64, want }) => {
    const opening = ZipArchive.open(new Blob([bytesOf(base64)]));
    if (typeof want === 'string') {
      await expect(opening).rejects.toMatchObject({ code: want });
      return;
    }
    const archive = await opening;
    expect(archive.items.map(({ path }) => path)).toEqual(want);
    for (const item of archive.items) expect((await archive.blob(item)).size).toBe(9);
  });
});
