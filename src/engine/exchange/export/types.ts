/**
 * What is exported of photos and individuals: structurally what the library keeps, so that nothing
 * here needs to know it.
 */
import type { Crop } from '../../types';
import type { Coordinates } from '../coordinates';

export interface ExportedPhoto {
  readonly id: string;
  readonly name: string;
  readonly sha256: string;
  readonly mime: string;
  readonly byteLength: number;
  readonly width: number;
  readonly height: number;
  readonly crop: Crop | null;
  readonly individualId: string | null;
  readonly takenAt?: string | null;
  readonly place?: Coordinates | null;
  readonly placeName?: string | null;
  /** The station's name, as a table or a folder said it. */
  readonly station?: string | null;
  readonly species?: string | null;
  readonly side?: string | null;
  readonly status?: string | null;
  readonly colour?: string | null;
  readonly labels?: readonly string[];
  readonly notes?: string;
}

export interface ExportedIndividual {
  readonly id: string;
  readonly name: string;
  readonly species?: string | null;
  readonly sex?: string | null;
  readonly lifeStage?: string | null;
  readonly status?: string | null;
  readonly colour?: string | null;
  readonly labels?: readonly string[];
  readonly notes?: string;
  readonly place?: Coordinates | null;
  readonly placeName?: string | null;
  readonly seenAt?: string | null;
  readonly microchip?: string | null;
  readonly contact?: string | null;
}

/** What a probability rests on. */
export interface ExportedBasis {
  /** `gallery`: fitted on its own named photos; `encoder`: on public sets of photos. */
  readonly calibration: 'gallery' | 'encoder';
  readonly learnt: boolean;
  /** Individuals whose markings were compared. */
  readonly compared: number;
}

/** What was said of a station: where it is, and from and to when it was watched (ISO 8601). */
export interface ExportedStation {
  readonly name: string;
  readonly place: Coordinates | null;
  readonly efforts: readonly {
    readonly from: string;
    readonly to: string;
    /** The camera that watched, or its deployment's name. */
    readonly camera?: string;
  }[];
}

/** One journal entry of a decision about photos, in a form a table can hold. */
export interface ExportedDecision {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  /** `same`, `different`, `new`, `skip`, or the journal's word for another action. */
  readonly decision: string;
  readonly photoId: string;
  readonly otherPhotoId: string;
  readonly individual: string;
  readonly similarity: number | null;
  /** Calibrated probability that the person saw, 0..1; null: none was known. */
  readonly probability: number | null;
  /** What the probability rests on, as the journal keeps it; null: not known. */
  readonly basis: ExportedBasis | null;
  readonly fingerprint: string;
  readonly filters: unknown;
  readonly undoneAt: number | null;
}
