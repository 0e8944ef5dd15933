/** Swin Transformer, MegaDescriptor's architecture (Liu et al. 2021, arXiv:2103.14030). */
import type { Architecture } from '../architecture';
import { expectedShapes, isSwin, isSwinConfig, readSwin, type SwinConfig } from './config';
import { swinGraph } from './graph';
import { swinWeights } from './weights';

export const swin: Architecture<SwinConfig> = {
  id: 'swin',
  name: 'Swin Transformer',
  matches: isSwin,
  configure: readSwin,
  isConfig: isSwinConfig,
  shapes: expectedShapes,
  weights: swinWeights,
  build: swinGraph,
};
