/**
 * What self-checks said before, so that what is known to be wrong or slow need not be tried at
 * every start.
 */
import type { AttentionForm } from './card';

/**
 * What the self-check said of WebGPU on an adapter: `wrong`, `right`, or which form of the graph is
 * right and fast there. The self-check runs at every start all the same; a remembered verdict only
 * spares trying what is known to be wrong or slow.
 */
export type Verdict = 'wrong' | 'right' | AttentionForm;

/**
 * Kept by the page beyond this supervisor's life, for one encoder and one version of the browser.
 */
export interface VerdictMemory {
  recall(adapter: string): Verdict | null;
  remember(adapter: string, verdict: Verdict): void;
}

/** The form of the graph a verdict names; null where it names none. */
export function formOf(verdict: Verdict | null | undefined): AttentionForm | null {
  return verdict === 'mha' || verdict === 'manual' ? verdict : null;
}
