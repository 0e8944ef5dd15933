export type * from './types';
export { matchDetections, planDetections, type DetectionOptions } from './match';
export { DEFAULT_CONFIDENCE, detectionsOf, readDetections } from './read';
export { notJson } from './values';
