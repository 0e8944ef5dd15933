/** Small choices that this browser keeps. Where storage is forbidden they last until the page closes. */

/** Null: nothing is kept; undefined: nothing can be. */
export function remembered(key: string): string | null | undefined {
  try {
    return localStorage.getItem(key);
  } catch {
    return undefined;
  }
}

/** @returns whether it is kept */
export function remember(key: string, value: string): boolean {
  try {
    localStorage.setItem(key, value);
    return true;
  } catch {
    return false;
  }
}
