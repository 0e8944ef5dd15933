/**
 * Files of boxes that lie beside the photos, one for each photo or for all of them, as one file of
 * results: people's own boxes, drawn in labelImg, labelme, CVAT and their like.
 */
import { clipFractions } from '../boxes';
import { decodeText } from '../encodings';
import { parseJson } from '../json';
import { isAnimal } from '../kinds';
import type { Detection, Detections, EntryProblem } from '../results';
import { readCvat } from './cvat';
import { readLabelme } from './labelme';
import { AnnotatedPhotos } from './photos';
import { ANNOTATION_KINDS } from './types';
import type { Annotation, AnnotationKind, DrawnBox } from './types';
import { readVoc } from './voc';
import { CLASSES_FILE, readClasses, readYolo } from './yolo';

export type { AnnotationKind };

/** labelme puts the whole picture into its file. */
const MAX_BYTES = 64 * 1024 * 1024;

interface Kept {
  readonly path: string;
  readonly annotation: Annotation;
}

/** The files of boxes of one import. */
export class AnnotationFiles {
  readonly #photos: AnnotatedPhotos;
  readonly #kept: Kept[] = [];
  readonly #classes: { readonly folder: string; readonly names: readonly string[] }[] = [];

  constructor(paths: readonly string[]) {
    this.#photos = new AnnotatedPhotos(paths);
  }

  /** Whether the file is one of boxes, or names the classes of those before it; then it is kept. */
  async take(path: string, file: Blob): Promise<boolean> {
    if (file.size > MAX_BYTES) return false;
    const { text } = decodeText(new Uint8Array(await file.arrayBuffer()));
    if (CLASSES_FILE.test(path)) {
      if (!this.#kept.some(({ annotation: { kind } }) => kind === 'yolo')) return false;
      const names = readClasses(path, text);
      if (names) this.#classes.push({ folder: path.split('/').slice(0, -1).join('/'), names });
      return names !== null;
    }
    const annotations = this.#read(path, text);
    for (const annotation of annotations ?? []) this.#kept.push({ path, annotation });
    return annotations !== null;
  }

  #read(path: string, text: string): readonly Annotation[] | null {
    const many = /\.xml$/i.test(path) ? readCvat(text) : null;
    const one = many ? null : this.#readOne(path, text);
    return many ?? (one && [one]);
  }

  #readOne(path: string, text: string): Annotation | null {
    if (/\.xml$/i.test(path)) return readVoc(text);
    if (/\.json$/i.test(path)) {
      // Most files of this ending are other things: they are not parsed for nothing.
      if (!text.includes('"shapes"')) return null;
      try {
        return readLabelme(parseJson(text));
      } catch {
        return null;
      }
    }
    return this.#photos.hasNamesake(path) ? readYolo(text) : null;
  }

  /** What they say, for each kind of which there are files with boxes. */
  detections(): { readonly name: string; readonly detections: Detections }[] {
    return ANNOTATION_KINDS.flatMap((kind) => {
      const own = this.#kept.filter(({ annotation }) => annotation.kind === kind);
      // Files without a line may be anything, unless they lie beside files with boxes.
      if (!own.some(({ annotation: { boxes, bad } }) => boxes.length + bad.length > 0)) return [];
      return [{ name: own[0]!.path, detections: this.#detectionsOf(kind, own) }];
    });
  }

  #detectionsOf(kind: AnnotationKind, kept: readonly Kept[]): Detections {
    const problems: EntryProblem[] = [];
    const unnamed: string[] = [];
    const files = kept.map(({ path, annotation }) => {
      const names = kind === 'yolo' ? this.#classesFor(path) : null;
      for (const value of annotation.bad) problems.push({ file: path, kind: 'bad-box', value });
      const animals = annotation.boxes.flatMap((box): Detection[] => {
        const label = box.label ?? names?.[box.classNumber ?? -1] ?? null;
        if (label === null) unnamed.push(path);
        else if (!isAnimal(label)) return [];
        const detection = detectionOf(box, label);
        if (!detection) problems.push({ file: path, kind: 'bad-box', value: label ?? '' });
        else if (detection.clipped)
          problems.push({ file: path, kind: 'box-clipped', value: label ?? '' });
        return detection ? [detection] : [];
      });
      const file = annotation.path ?? this.#photos.photoOf(path, annotation.photo) ?? path;
      return { file, animals: animals.sort((a, b) => b.confidence - a.confidence) };
    });
    // Said once: it is one file that is missing.
    const [first] = unnamed;
    if (first !== undefined) problems.push({ file: first, kind: 'classes-missing', value: '' });
    return { dialect: kind, files, problems };
  }

  /** Of the list of classes in the nearest folder above the file; else of the only one there is. */
  #classesFor(path: string): readonly string[] | null {
    for (let folder = path; folder !== '';) {
      folder = folder.split('/').slice(0, -1).join('/');
      const here = this.#classes.filter((list) => list.folder === folder);
      if (here.length > 0) return same(here);
    }
    return same(this.#classes);
  }
}

/** Null where several lists differ: which of them is meant is not known. */
function same(lists: readonly { readonly names: readonly string[] }[]): readonly string[] | null {
  const [first, ...others] = lists.map(({ names }) => names);
  const text = JSON.stringify(first);
  return first && others.every((names) => JSON.stringify(names) === text) ? first : null;
}

/** Null: the box lies outside its picture. */
function detectionOf(box: DrawnBox, label: string | null): Detection | null {
  const facts = label === null || label === '' ? {} : { facts: { fields: { labels: [label] } } };
  const { confidence, pixels, fractions } = box;
  if (pixels) return { confidence, box: pixels, ...facts };
  const inside = fractions && clipFractions(fractions);
  if (!inside) return null;
  const clipped = inside.clipped ? ({ clipped: true } as const) : {};
  return { confidence, crop: inside.crop, ...clipped, ...facts };
}
