/**
 * Which encoder is in use and which is to be. In localStorage: it is needed before the library
 * opens.
 */

const KEY = 'huella.encoder';

/** The bundled encoder. */
export const DEFAULT_ID = 'default';

export interface EncoderChoice {
  /** Its index answers the searches. */
  readonly active: string;
  /** The gallery is being encoded anew for this one; null: no switch under way. */
  readonly target: string | null;
  readonly paused: boolean;
}

const DEFAULTS: EncoderChoice = { active: DEFAULT_ID, target: null, paused: false };

export function readChoice(): EncoderChoice {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<EncoderChoice>;
    return {
      active: typeof stored.active === 'string' ? stored.active : DEFAULT_ID,
      target: typeof stored.target === 'string' ? stored.target : null,
      paused: stored.paused === true,
    };
  } catch {
    return DEFAULTS;
  }
}

export function writeChoice(change: Partial<EncoderChoice>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...readChoice(), ...change }));
  } catch {
    // Without storage the choice lasts until the page closes.
  }
}
