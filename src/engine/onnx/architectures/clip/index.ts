/**
 * CLIP's image tower, alone or beside its text tower, which is left where it is: what CLIP and
 * OpenCLIP publish, and what was trained from it, MegaDescriptor-CLIP too.
 */
import type { Architecture } from '../architecture';
import { vitShapes, type VitConfig } from '../vit/config';
import { vitGraph } from '../vit/graph';
import { vitWeights } from '../vit/weights';
import { isClip, isClipConfig, readClip } from './config';

export const clip: Architecture<VitConfig> = {
  id: 'clip',
  name: 'CLIP (Vision Transformer)',
  asks: ['normalisation', 'activation'],
  matches: isClip,
  configure: readClip,
  isConfig: isClipConfig,
  shapes: vitShapes,
  weights: vitWeights,
  build: vitGraph,
};
