/** Which of a photo's detections are worth a crop, and which of those need a person's eye. */
import type { Crop } from '../types';
import { isDoubtful, type Detection } from './detection';

/**
 * A box that covers more of the photo than this leaves so little out that the photo is a crop
 * already: the four margins that an average sloppy crop leaves come to a fifth of it.
 */
const NEARLY_ALL = 0.8;

/** What a detector proposes for a photo. */
export type Proposal =
  /** No animal was found. */
  | { readonly kind: 'none' }
  /** One animal fills the photo: nothing would be gained by a crop. */
  | { readonly kind: 'whole' }
  | {
      readonly kind: 'boxes';
      /** One for each animal, surest first. */
      readonly boxes: readonly Crop[];
      /** Some box is small or not sure: a person looks at them before they are used. */
      readonly doubtful: boolean;
    };

/** @param detections of one photo, surest first */
export function proposalOf(detections: readonly Detection[]): Proposal {
  const [first] = detections;
  if (!first) return { kind: 'none' };
  const fills = first.crop.width * first.crop.height > NEARLY_ALL;
  if (fills && detections.length === 1) return { kind: 'whole' };
  return {
    kind: 'boxes',
    boxes: detections.map(({ crop }) => crop),
    doubtful: detections.some(isDoubtful),
  };
}

/**
 * The boxes that may be used without asking; empty: the whole photo is used. A name belongs to one
 * animal: of several animals in a photo with a name, a person says which one has it.
 *
 * @param named whether the photo comes with the name of an individual
 */
export function sureBoxes(proposal: Proposal, named: boolean): readonly Crop[] {
  if (proposal.kind !== 'boxes' || proposal.doubtful) return [];
  return named && proposal.boxes.length > 1 ? [] : proposal.boxes;
}
