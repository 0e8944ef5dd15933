/** What is evaluated: photos whose individual is known, with what the figures are told apart by. */
import type { NamedPhotos } from '../learning';

/** Rows as `NamedPhotos`; buffers may be transferred. */
export interface EvaluatedPhotos extends NamedPhotos {
  /** Of each row. */
  readonly photoIds: readonly string[];
  /** Of each individual, by its number. */
  readonly individualIds: readonly string[];
  /** Of each row; empty: not said. */
  readonly species: readonly string[];
  /** `species` as people compare words: what photos of one species are learnt from by. */
  readonly speciesKeys: readonly string[];
}

/** Where these photos come from. */
export interface EvaluatedFrom {
  /** Of the encoder that made the vectors. */
  readonly fingerprint: string;
  /** All named photos and their individuals: of very many a sample is evaluated. */
  readonly photos: number;
  readonly individuals: number;
}
