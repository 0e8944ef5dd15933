/** What is found in a network that gains nothing from 8 bits: `found` of its refusal. */
export const NO_LAYERS = 'no linear layers';
