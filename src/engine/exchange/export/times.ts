/** Dates of photos as other programs ask for them. */

const WRITTEN = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/;

export interface Moment {
  /** `2024-05-01T10:00:00-03:00`: always with seconds and offset, never with a fraction. */
  readonly text: string;
  /** False: only the day is known, and `text` says midnight. */
  readonly isTimeKnown: boolean;
}

/**
 * The moment of a date as the library keeps it; null when it has none.
 * @param clock offset from UTC of a date that does not say its own, as `-03:00`
 */
export function momentOf(takenAt: string | null | undefined, clock: string): Moment | null {
  const match = WRITTEN.exec(takenAt ?? '');
  if (!match) return null;
  const [, day, minute, second = '00', offset = clock] = match;
  return {
    text: `${day!}T${minute === undefined ? '00:00:00' : `${minute}:${second}`}${offset}`,
    isTimeKnown: minute !== undefined,
  };
}

/** The first and the last of moments, by the time they are; null of none. */
export function extremesOf(moments: readonly string[]): { first: string; last: string } | null {
  let found: { first: string; last: string } | null = null;
  for (const moment of moments) {
    found ??= { first: moment, last: moment };
    if (Date.parse(moment) < Date.parse(found.first)) found.first = moment;
    if (Date.parse(moment) > Date.parse(found.last)) found.last = moment;
  }
  return found;
}
