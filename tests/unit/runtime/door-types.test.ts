/**
 * The scripting door has what scripts are promised for answers and learning, with these types: a
 * field that is renamed, made optional or of another type does not compile.
 */
import { expectTypeOf, test } from 'vitest';
import type { Crop } from '../../../src/engine/types';
import type { Huella } from '../../../src/runtime/api';

interface Match {
  photoId: string;
  name: string;
  individual?: string;
  similarity: number;
  exact: boolean;
}

interface IndividualMatch extends Match {
  individual: string;
  probability: number | null;
  agreeingPoints: number | null;
}

interface Answer {
  readonly matches: readonly IndividualMatch[];
  readonly newProbability: number | null;
  readonly basis: { learnt: boolean; calibration: 'gallery' | 'encoder' | null; compared: number };
}

interface LearningReport {
  used: boolean;
  photos: number;
  individuals: number;
  top1Before: number | null;
  top1After: number | null;
}

interface Promised {
  identify(
    photo: Blob,
    options?: {
      k?: number;
      crop?: Crop;
      markings?: 'auto' | 'always' | 'never';
      signal?: AbortSignal;
      onFirst?(answer: Answer): void;
    },
  ): Promise<Answer>;
  readonly learning: {
    ready(): Promise<LearningReport>;
    report(): Promise<LearningReport>;
    set(on: boolean): Promise<void>;
  };
}

test('huella.identify and huella.learning are as promised', () => {
  expectTypeOf<Pick<Huella, 'identify' | 'learning'>>().toExtend<Promised>();
});
