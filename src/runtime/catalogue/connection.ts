/** What the browser tells of the connection; most tell nothing. */

interface NetworkInformation extends EventTarget {
  /** https://wicg.github.io/netinfo/ */
  readonly type?: string;
  readonly saveData?: boolean;
}

/** Over a mobile network, or a person asks for little data. False as well where nothing is told. */
export function isMobileData(): boolean {
  const { connection } = navigator as { connection?: NetworkInformation };
  return connection?.type === 'cellular' || connection?.saveData === true;
}
