/** State that outlives its screen: a person may look elsewhere while it works. */
import type { Services } from '../../runtime/services';

/** @returns the one state of this page, made when it is first asked for */
export function ofPage<State, Rest extends readonly unknown[]>(
  make: (services: Services, ...rest: Rest) => State,
): (services: Services, ...rest: Rest) => State {
  const states = new WeakMap<Services, { readonly state: State }>();
  return (services, ...rest) => {
    const known = states.get(services) ?? { state: ofNoScreen(() => make(services, ...rest)) };
    states.set(services, known);
    return known.state;
  };
}

/**
 * What is derived in a state belongs to the effect in which the state is made. Made by a screen, it
 * would stay as it was when that screen is left (Svelte, derived_inert).
 */
function ofNoScreen<State>(make: () => State): State {
  let made: { readonly state: State } | null = null;
  $effect.root(() => {
    made = { state: make() };
  });
  // Outside a browser Svelte has no effects, and does not call what is in one.
  return (made as { readonly state: State } | null)?.state ?? make();
}
