/**
 * Whether this device shares a catalogue, known without opening a database: pages that share none
 * load nothing of it.
 */
const KEY = 'huella.catalogue';

export function isJoined(): boolean {
  try {
    return localStorage.getItem(KEY) !== null;
  } catch {
    return false;
  }
}

export function noteJoined(joined: boolean): void {
  try {
    if (joined) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Storage may be forbidden: rounds are then begun by hand only.
  }
}
