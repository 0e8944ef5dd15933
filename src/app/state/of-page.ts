/** State that outlives its screen: a person may look elsewhere while it works. */
import type { Services } from '../../runtime/services';

/** @returns the one state of this page, made when it is first asked for */
export function ofPage<State, Rest extends readonly unknown[]>(
  make: (services: Services, ...rest: Rest) => State,
): (services: Services, ...rest: Rest) => State {
  const states = new WeakMap<Services, { readonly state: State }>();
  return (services, ...rest) => {
    const known = states.get(services) ?? { state: make(services, ...rest) };
    states.set(services, known);
    return known.state;
  };
}
