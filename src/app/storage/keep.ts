/**
 * Whether the browser keeps what is stored here, and asking it to. Only a page may ask, not a
 * worker.
 */

/**
 * Its type says it is complete; it is absent on pages that are not secure, and old browsers lack
 * parts.
 */
function manager(): Partial<StorageManager> | undefined {
  return (navigator as { storage?: Partial<StorageManager> }).storage;
}

let asked: Promise<boolean | null> | null = null;

/** Null: the browser does not say. */
export async function isKept(): Promise<boolean | null> {
  try {
    return (await manager()?.persisted?.()) ?? null;
  } catch {
    return null;
  }
}

/** Asks now; some browsers put the question to the person. Null: it cannot be asked. */
export async function askToKeep(): Promise<boolean | null> {
  try {
    return (await manager()?.persist?.()) ?? null;
  } catch {
    return null;
  }
}

/**
 * Call from the gesture that saves something: asks at the first save of the visit, unless it has
 * been promised before. Resolves with the answer for the one call that asked, with null for every
 * other.
 */
export async function askAtFirstSave(): Promise<boolean | null> {
  if (asked) return null;
  asked = isKept().then((kept) => (kept === false ? askToKeep() : null));
  return asked;
}
