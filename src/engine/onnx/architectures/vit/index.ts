/**
 * Vision Transformer with LayerScale: DINOv2 and what was trained from it, MegaDescriptor-DINOv2
 * too.
 */
import type { Architecture } from '../architecture';
import { isVit, isVitConfig, readVit, vitShapes, type VitConfig } from './config';
import { vitGraph } from './graph';
import { vitWeights } from './weights';

export const vit: Architecture<VitConfig> = {
  id: 'vit',
  name: 'Vision Transformer (DINOv2)',
  matches: isVit,
  configure: readVit,
  isConfig: isVitConfig,
  shapes: vitShapes,
  weights: vitWeights,
  build: vitGraph,
};
