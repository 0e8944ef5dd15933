/** Whether the catalogue of a device is still where it was. */
import { isFailure } from './failure';
import { ROOT, type Objects } from './objects';
import type { Seen } from './state';

/**
 * What names the catalogue may be damaged; logs of devices that are known then say whose it is. A
 * place where none of them is left belongs to others now, and nothing is written into it.
 * @param seen what this device knows; asked for only then
 * @returns names of damaged objects
 * @throws CatalogueError as `Objects.begin`, and those of the store
 */
export async function findAgain(
  objects: Objects,
  seen: () => Promise<Seen>,
  signal: AbortSignal,
): Promise<string[]> {
  try {
    await objects.begin(false, signal);
    return [];
  } catch (error) {
    if (!isFailure(error, 'key-wrong')) throw error;
    const there = await objects.newest({}, signal);
    if (Object.keys(await seen()).some((device) => there.has(device))) return [ROOT];
    throw error;
  }
}
