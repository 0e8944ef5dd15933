/** State that outlives its screen: a person may look elsewhere while it works. */
import type { Services } from '../../runtime/services';

/** Of what the screens share, at least this. */
interface App {
  readonly services: Services;
}

/** @returns the one state of this page, made when it is first asked for */
export function ofPage<State, Of extends App>(make: (app: Of) => State): (app: Of) => State {
  const states = new WeakMap<Services, { readonly state: State }>();
  return (app) => {
    const known = states.get(app.services) ?? { state: ofNoScreen(() => make(app)) };
    states.set(app.services, known);
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
