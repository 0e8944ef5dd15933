/** The survey that the exported photos are: stations and encounters, with names fit for a file. */
import { surveyOf, type Survey } from '../../survey';
import type { ExportSource } from './formats/format';
import { asciiNameOf, UniqueNames } from './names';

export async function surveyFor(source: ExportSource): Promise<Survey> {
  const photos = source.photos.map((photo) => ({
    ...photo,
    takenAt: photo.takenAt ?? null,
    place: photo.place ?? null,
  }));
  const { intervalMs } = source.choices;
  return surveyOf(photos, source.individuals, await source.stations(), { intervalMs });
}

/**
 * What each station is called, by its key. One that is known by its coordinates alone is `P1`, `P2`
 * and so on: its usual name is those coordinates, which may not be given away.
 */
export function stationNames({ stations }: Survey): Map<string, string> {
  let unnamed = 0;
  return new Map(
    stations.map(({ key, name, basis }) => [key, basis === 'place' ? `P${++unnamed}` : name]),
  );
}

/** What R reads as a missing value, and secr as an occasion without any capture. */
const RESERVED = /^(na|none)$/i;

/**
 * One identifier for each name, in their order: Latin letters, digits, `_` and `-`, each once, so
 * that programs which part their columns at spaces can read them.
 */
export function plainIds(names: readonly string[], fallback: string): string[] {
  const taken = new UniqueNames();
  return names.map((name) => {
    const id = asciiNameOf(name, fallback).replaceAll('.', '_').replace(/^-+/, '_');
    return taken.take(RESERVED.test(id) ? `${id}_` : id);
  });
}

/** `Panthera pardus` or `Panthera pardus orientalis`: a name that science gives. */
export function isLatin(species: string | null | undefined): species is string {
  return /^[A-Z][a-z-]+(?: [a-z-]+){1,2}$/.test(species?.trim() ?? '');
}
