/** The photos that detectors' results make of the chosen files. */
import { matchFiles, type FileProblem, type FolderChoice, type Matching } from '../files';
import type { PlannedPhoto } from '../row-types';
import type { Detection, Detections } from './types';

export interface DetectionPlan {
  readonly photos: readonly PlannedPhoto[];
  /**
   * Chosen files in which nothing certain enough was found, or of which the results say nothing.
   */
  readonly empty: readonly string[];
  readonly unmentioned: readonly string[];
}

export interface DetectionOptions {
  readonly folder?: FolderChoice;
  readonly base?: string;
}

/** What became of the results' own paths. */
export interface DetectionMatching extends DetectionPlan {
  /** Chosen files that the detector could not read. */
  readonly failed: readonly string[];
  /** Entries of which the file is not among those chosen, or which another entry contradicts. */
  readonly unmatched: readonly { readonly file: string; readonly problem: FileProblem }[];
  readonly folders: Omit<Matching, 'matches'>;
}

/**
 * One photo per animal at or above `confidence`. @param individualOf name by path; null:
 * unidentified
 */
export function planDetections(
  detections: Detections,
  paths: readonly string[],
  confidence: number,
  individualOf: (path: string) => string | null = () => null,
): DetectionPlan {
  const { photos, empty, unmentioned } = matchDetections(
    detections,
    paths,
    confidence,
    individualOf,
  );
  return { photos, empty, unmentioned };
}

/** As planDetections, with what could not be matched. */
export function matchDetections(
  detections: Detections,
  paths: readonly string[],
  confidence: number,
  individualOf: (path: string) => string | null = () => null,
  options: DetectionOptions = {},
): DetectionMatching {
  const { matches, ...folders } = matchFiles(
    detections.files.map(({ file }) => file),
    paths,
    options,
  );
  const byPath = new Map<string, Detection[]>();
  const failed: string[] = [];
  const unmatched: { file: string; problem: FileProblem }[] = [];
  for (const [i, { file, animals, hasFailed }] of detections.files.entries()) {
    const { path, problem } = matches[i]!;
    if (path === null) {
      unmatched.push({ file, problem: problem ?? 'file-not-found' });
      continue;
    }
    if (hasFailed) failed.push(path);
    const known = byPath.get(path);
    if (known) known.push(...animals);
    else byPath.set(path, [...animals]);
  }
  const photos: PlannedPhoto[] = [];
  const empty: string[] = [];
  for (const [path, animals] of byPath) {
    const sure = animals
      .filter((animal) => animal.confidence >= confidence)
      .sort((a, b) => b.confidence - a.confidence);
    if (sure.length === 0) empty.push(path);
    for (const { crop, box, facts } of sure) {
      // With several animals in a photo its folder's name is one of them at most.
      const folder = sure.length === 1 ? individualOf(path) : null;
      const individual = facts?.individual ?? folder;
      const where = { ...(crop ? { crop } : {}), ...(box ? { box } : {}) };
      photos.push({
        path,
        individual,
        ...where,
        ...(facts?.fields ? { fields: facts.fields } : {}),
      });
    }
  }
  const unmentioned = paths.filter((path) => !byPath.has(path));
  return { photos, empty, unmentioned, failed, unmatched, folders };
}
