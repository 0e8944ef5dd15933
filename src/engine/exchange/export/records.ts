/**
 * What no table of an exported gallery can hold: animals as they are described, decisions as they
 * were made, pairs as they stand.
 */

/** Beside metadata.csv, for Huella alone. */
export const RECORDS_PATH = 'huella.json';
export const RECORDS_FORMAT = 'huella-gallery';
/** Raise it when an older app could not read the records any more. */
export const RECORDS_VERSION = 1;

/** Telephone numbers and addresses of the people of lost and found animals (`IndividualFields`). */
const PRIVATE_FIELD = 'contact';

/** Records as the library keeps them; nothing here looks inside. */
export interface ExportedRecords {
  readonly individuals: readonly unknown[];
  readonly journal: readonly unknown[];
  readonly matches: readonly unknown[];
}

/**
 * @param contacts whether telephone numbers and addresses go along: an export may be passed on to
 *   strangers, so only when a person says so
 */
export function recordsText(
  records: ExportedRecords,
  photos: readonly unknown[],
  contacts: boolean,
): string {
  const { individuals, journal, matches } = records;
  const head = { format: RECORDS_FORMAT, version: RECORDS_VERSION };
  const everything = { ...head, photos, individuals, journal, matches };
  return JSON.stringify(everything, (key, value: unknown) =>
    key === PRIVATE_FIELD && !contacts ? undefined : value,
  );
}
