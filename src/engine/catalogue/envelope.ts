/** What every object says of itself: that it is of a catalogue, its version and its kind. */
import { FORMAT, FORMAT_VERSION } from './frame';
import { CatalogueError, damaged } from './failure';

/**
 * @returns the fields of the header, which are not looked at any further
 * @throws CatalogueError `newer`, `damaged`
 */
export function checkedHeader(
  name: string,
  header: unknown,
  kind: string,
): Readonly<Record<string, unknown>> {
  const fields = isFields(header) ? header : {};
  if (fields['format'] !== FORMAT || typeof fields['version'] !== 'number') {
    throw damaged(name, 'not an object of a catalogue');
  }
  if (fields['version'] > FORMAT_VERSION) {
    throw new CatalogueError('newer', `${name} is of version ${fields['version']}`);
  }
  if (fields['kind'] !== kind) throw damaged(name, `not of kind ${kind}`);
  return fields;
}

export function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
