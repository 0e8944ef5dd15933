/** The checkpoints known to become encoders: `public/models/catalogue.json`. */
import { HuellaError } from '../errors';
import type { Said } from '../onnx/architectures/architecture';

export interface CatalogueVariant {
  readonly id: string;
  readonly name: string;
  readonly inputSize: number;
  readonly dimension: number;
  /** Of the encoder on this device, float32. */
  readonly bytes: number;
  /** Of the whole checkpoint on the host, where known; only the part needed is fetched. */
  readonly checkpointBytes: number | null;
  /** Path below the catalogue's `host`. */
  readonly path: string;
  /** As published; `unknown`: its page states none. */
  readonly licence: string;
  readonly licenceUrl: string;
  /** Who published it. */
  readonly authors: string;
  /** Where the network takes several sizes and `inputSize` is not what its file says: the same. */
  readonly imageSize?: number;
  /** What its file does not say, as its page has it. */
  readonly facts?: Said;
  /** Time for a photo, as a multiple of the included encoder's: `npm run bench:catalogue`. */
  readonly cost: number;
  /**
   * Published closed-set top-1 in percent, by data set; empty: none is published for single
   * species.
   */
  readonly accuracy: Readonly<Record<string, number>>;
}

export interface Catalogue {
  /** Address that the variants' paths are below. */
  readonly host: string;
  /** Where the published accuracy comes from. */
  readonly source: string;
  /** Data sets with the animal each shows, by its English name. */
  readonly datasets: readonly { readonly id: string; readonly animal: string }[];
  readonly variants: readonly CatalogueVariant[];
}

/** @throws HuellaError `internal` when it is not a catalogue: it is part of the app */
export function parseCatalogue(json: unknown): Catalogue {
  const catalogue = json as Partial<Catalogue> | null;
  const valid =
    typeof catalogue?.host === 'string' &&
    Array.isArray(catalogue.variants) &&
    Array.isArray(catalogue.datasets);
  if (!valid) throw new HuellaError('internal', 'The catalogue of models cannot be read.');
  return catalogue as Catalogue;
}

/** Where a variant's checkpoint is fetched from. */
export function addressOf(catalogue: Catalogue, variant: CatalogueVariant): string {
  return new URL(variant.path, catalogue.host.endsWith('/') ? catalogue.host : `${catalogue.host}/`)
    .href;
}
