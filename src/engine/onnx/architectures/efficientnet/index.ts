/**
 * EfficientNet and EfficientNetV2: MegaDescriptor-T-CNN-288, and MiewID with its pooling and neck.
 */
import type { Architecture } from '../architecture';
import {
  efficientNetShapes,
  isEfficientNet,
  isEfficientNetConfig,
  readEfficientNet,
  type EfficientNetConfig,
} from './config';
import { efficientNetGraph } from './graph';
import { efficientNetWeights } from './weights';

export const efficientNet: Architecture<EfficientNetConfig> = {
  id: 'efficientnet',
  name: 'EfficientNet',
  matches: isEfficientNet,
  configure: readEfficientNet,
  isConfig: isEfficientNetConfig,
  shapes: efficientNetShapes,
  weights: efficientNetWeights,
  build: efficientNetGraph,
};
