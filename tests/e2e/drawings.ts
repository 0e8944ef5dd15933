/**
 * Bundled drawings in the gallery, for journeys that are about what comes after an import: with the
 * embeddings that come with them, as "Try it with sample animals" adds them, so that none is
 * computed. Their points stay away.
 */
import { expect, type Page } from '@playwright/test';
import type { ImportItem } from '../../src/runtime/api';
import type { LazyItem } from '../../src/runtime/import';
import type { PreparedSamples } from '../../src/runtime/samples';

export interface Drawing extends Pick<ImportItem, 'individual' | 'fields'> {
  /** Without its folder, as `luna-1.jpg`. */
  readonly file: string;
}

/** Adds them, in this order. */
export async function importDrawings(page: Page, drawings: readonly Drawing[]): Promise<void> {
  const report = await page.evaluate(async (drawings) => {
    const answer = (name: string): Promise<Response> => fetch(`samples/${name}`);
    const known = (await (await answer('prepared.json')).json()) as PreparedSamples;
    const embeddings = await (await answer('prepared.bin')).arrayBuffer();
    const { fingerprint, dimension } = known;
    const items = drawings.map(async ({ file, individual, fields }): Promise<LazyItem> => {
      const at = known.photos.findIndex((photo) => photo.file === file);
      const { sha256, width, height, lookHash } = known.photos[at]!;
      const blob = await (await answer(file)).blob();
      const bytes = await blob.arrayBuffer();
      return {
        name: file,
        open: () => Promise.resolve(new File([bytes], file, { type: 'image/jpeg' })),
        ...(individual === undefined ? {} : { individual }),
        ...(fields ? { fields } : {}),
        prepared: {
          ...{ sha256, width, height, lookHash, fingerprint, quality: null },
          embedding: new Float32Array(
            embeddings.slice(4 * at * dimension, 4 * (at + 1) * dimension),
          ),
          thumbnail: { bytes, mime: 'image/jpeg' },
        },
      };
    });
    // The door's own type has only what a script may say.
    return window.huella.import((await Promise.all(items)) as unknown as ImportItem[]);
  }, drawings);
  expect(report).toEqual({ imported: drawings.length, duplicates: 0, failed: [] });
}
