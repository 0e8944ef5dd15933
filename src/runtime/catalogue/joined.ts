/** Whether this device shares a catalogue, known without opening a database. */

export interface Membership {
  isJoined(): boolean;
  noteJoined(joined: boolean): void;
}

/** @param key of the browser's storage: there while a catalogue is joined */
export function membershipOf(key: string): Membership {
  let unstored: boolean | null = null;
  return {
    isJoined: () => {
      try {
        return unstored ?? localStorage.getItem(key) !== null;
      } catch {
        return false;
      }
    },
    noteJoined: (joined) => {
      try {
        if (joined) localStorage.setItem(key, '1');
        else localStorage.removeItem(key);
        unstored = null;
      } catch {
        // Storage may be forbidden: it lasts until the page closes.
        unstored = joined;
      }
    },
  };
}
