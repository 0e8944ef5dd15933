/** The places that two pictures have in common, found once a person turns the lines on. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import type { PointPair } from '../../engine/local/compare';
import type { MarkingsOf } from '../../runtime/leader/markings';
import type { Services } from '../../runtime/services';

export interface AgreeingPlaces {
  /** Null: not asked for, not there yet, or failed. */
  readonly pairs: readonly PointPair[] | null;
  readonly failure: HuellaError | null;
}

/**
 * Call while a component is being made. Compares anew when one of the pictures changes, and stops
 * when the component goes.
 * @param pictures null: nothing is wanted
 */
export function useAgreeing(
  services: Services,
  pictures: () => { readonly from: MarkingsOf; readonly to: MarkingsOf } | null,
): AgreeingPlaces {
  let pairs = $state.raw<readonly PointPair[] | null>(null);
  let failure = $state.raw<HuellaError | null>(null);
  $effect(() => {
    const wanted = pictures();
    pairs = null;
    failure = null;
    if (!wanted) return;
    const controller = new AbortController();
    services.markings.pairs(wanted.from, wanted.to, controller.signal).then(
      (found) => {
        if (!controller.signal.aborted) pairs = found.pairs;
      },
      (error: unknown) => {
        if (!controller.signal.aborted && !isAbort(error)) failure = toHuellaError(error);
      },
    );
    return () => controller.abort();
  });
  return {
    get pairs() {
      return pairs;
    },
    get failure() {
      return failure;
    },
  };
}
