/** Steps of an import, in their order. */
export const STEPS = [
  'hash',
  'check',
  'decode',
  'read',
  'resize',
  'thumbnail',
  'encode',
  'store',
] as const;
export type Step = (typeof STEPS)[number];
