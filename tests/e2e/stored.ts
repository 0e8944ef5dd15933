import type { Settings } from '../../src/runtime/api';
import { PORT } from './ports.ts';

/** What Playwright puts into a new browser before its first page. */
export interface Stored {
  readonly cookies: [];
  readonly origins: { origin: string; localStorage: { name: string; value: string }[] }[];
}

/** A browser in which a person has chosen these settings. */
export function stored(settings: Partial<Settings>): Stored {
  const localStorage = [{ name: 'huella.settings', value: JSON.stringify(settings) }];
  return { cookies: [], origins: [{ origin: `http://localhost:${PORT}`, localStorage }] };
}

/** As a person finds it: for journeys about markings, boxes, or what a whole visit takes. */
export const NOTHING_STORED: Stored = { cookies: [], origins: [] };

/**
 * For all other journeys: points of one photo take as long as its embedding, and the detector's
 * start and its boxes as long as ten embeddings.
 */
const WITHOUT = { markings: 'never', boxes: 'off' } as const;
/**
 * Here every start comes to WASM in the end: to try WebGPU first takes half a second of a core, to
 * start again on WASM more than one.
 */
const ON_WASM = { backend: 'wasm' } as const;

export const WITHOUT_MARKINGS_AND_BOXES = stored(WITHOUT);
export const WITHOUT_MARKINGS_AND_BOXES_ON_WASM = stored({ ...WITHOUT, ...ON_WASM });

/** For journeys about boxes. */
export const WITHOUT_MARKINGS = stored({ markings: 'never', ...ON_WASM });
