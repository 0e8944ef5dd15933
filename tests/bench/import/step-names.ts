/**
 * Steps of an import, in their order; `whole` is what `decode` would be in a browser whose decoder
 * does not reduce.
 */
export const STEPS = ['hash', 'decode', 'whole', 'thumbnail', 'encode', 'store'] as const;
export type Step = (typeof STEPS)[number];
