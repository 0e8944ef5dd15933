/**
 * What is taken off each colour, and what it is divided by, in the ways that are usual. Of values
 * from 0 to 1.
 */
import type { Normalisation } from './architectures/architecture';

export type NormalisationName = 'imagenet' | 'clip' | 'centred' | 'plain';

export const NORMALISATIONS: Readonly<Record<NormalisationName, Normalisation>> = {
  // timm/data/constants.py, IMAGENET_DEFAULT_MEAN and _STD.
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
  // timm/data/constants.py, OPENAI_CLIP_MEAN and _STD.
  clip: {
    mean: [0.48145466, 0.4578275, 0.40821073],
    std: [0.26862954, 0.26130258, 0.27577711],
  },
  // timm/data/constants.py, IMAGENET_INCEPTION_MEAN and _STD.
  centred: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  plain: { mean: [0, 0, 0], std: [1, 1, 1] },
};
