/** Reads what `embeddings.ts` writes. */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { compareAll, type Rows, type SimilarityTable } from '../../src/engine/sorting';

export interface NamedSet extends Rows {
  readonly name: string;
  /** Of each row, as a number from 0. */
  readonly individuals: Int32Array;
  /** Of each individual. */
  readonly individualIds: readonly string[];
}

/** @param file NAME.json, beside which NAME.f32 is */
export function readSet(file: string): NamedSet {
  const { dimension, photos } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly dimension: number;
    readonly photos: readonly { readonly identity: string; readonly path: string }[];
  };
  const { buffer, byteOffset, length } = readFileSync(file.replace(/json$/, 'f32'));
  const individualIds = [...new Set(photos.map(({ identity }) => identity))];
  return {
    name: basename(file, '.json'),
    photoIds: photos.map(({ path }) => path),
    vectors: new Float32Array(buffer.slice(byteOffset, byteOffset + length)),
    dimension,
    individuals: Int32Array.from(photos, ({ identity }) => individualIds.indexOf(identity)),
    individualIds,
  };
}

/** As the encoder sees them. */
export function tableOf(rows: Rows): SimilarityTable {
  return finished(compareAll(rows, { whitening: null, name: 'plain' })).table;
}

/** Runs steps to their end. */
export function finished<Result>(steps: Generator<number, Result, void>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
