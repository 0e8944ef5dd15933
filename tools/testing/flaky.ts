/** Begins the line that names a test of Vitest that passed only when it was tried again. */
export const FLAKY = 'passed only when tried again: ';
