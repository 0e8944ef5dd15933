/**
 * The scripting door: `window.huella`. Scripts, tests and the screens all use these functions;
 * there is no second path.
 */
import type { RestoreChoices, RestoreReport } from '../engine/backup';
import type { Detection } from '../engine/detector/detection';
import type { DialectKind } from '../engine/detector/dialects/dialect';
import type { DetectorFacts } from '../engine/detector/dialects/outside';
import type { Precision } from '../engine/encoder/card';
import type { Backend } from '../engine/encoder/session';
import type { ErrorCode, ErrorDetail } from '../engine/errors';
import type { EvaluationReport } from '../engine/evaluation';
import type {
  GalleryIndividual,
  GalleryMatch,
  GallerySearch,
  LearningState,
  SearchFilter,
} from '../engine/gallery';
import type { AddedFields, Finding, PhotoFields } from '../engine/library';
import type { OnnxFacts } from '../engine/onnx/door';
import type { Group, Mistake } from '../engine/sorting';
import type { Crop, Progress } from '../engine/types';
import type { CatalogueDoor } from './catalogue/catalogue';
import type { Diagnostics } from './diagnostics';
import type { Language } from './languages';

export type { BackendReason } from '../engine/encoder/worker-start';
export type { Backend } from '../engine/encoder/session';
export type {
  GalleryIndividual as IndividualMatch,
  GalleryMatch as Match,
  LearningState as LearningReport,
} from '../engine/gallery';
export type { Diagnostics, NetworkDiagnostics, TabRole } from './diagnostics';
export type {
  Crop,
  Detection,
  EvaluationReport,
  Finding,
  OnnxFacts,
  Group,
  Mistake,
  PhotoFields,
  Progress,
  RestoreChoices,
  RestoreReport,
  SearchFilter,
};

export interface Huella {
  readonly version: string;
  /**
   * Resolves when the encoder is loaded and the library and its index are open; rejects with what
   * stopped them.
   */
  readonly ready: Promise<void>;
  readonly encoders: {
    /** The bundled one, those installed, and those of the catalogue that could be. */
    list(): Promise<EncoderInfo[]>;
    /**
     * Makes an encoder of this device out of a checkpoint or an ONNX model: a file (or a zip of
     * `npm run convert`'s output, stored without compression), files that belong together, the id
     * of a catalogue's model, or an address that serves byte ranges. Goes on where an interrupted
     * installation of the same source stopped. Calling it accepts the model's licence, which `list`
     * names; `unknown` where none is stated.
     */
    install(
      source: Blob | string | readonly File[],
      options?: InstallOptions,
    ): Promise<EncoderInfo>;
    /**
     * Encodes the gallery anew in the background, in any time it takes, across reloads; resolves
     * when searches use the new encoder. Until then the one in use answers. Calling it with the id
     * in use ends a switch under way.
     */
    use(id: string): Promise<void>;
    /**
     * Deletes an installed encoder and, unless `keepPrepared`, the embeddings and the index it
     * made; if it is in use, after switching to the bundled one.
     */
    remove(id: string, options?: { readonly keepPrepared?: boolean }): Promise<void>;
  };
  /** Embedding of one animal: float32, length = the active encoder's dimension, L2-normalised. */
  encode(photo: Blob, options?: { crop?: Crop; signal?: AbortSignal }): Promise<Float32Array>;
  /**
   * Adds photos to the gallery. A photo that fails is named in the report with a reason and the
   * rest go on. Already known photos (same bytes, same crop) are counted as duplicates and not
   * encoded again. Cancelling through `signal` keeps what is done and resolves with the report so
   * far.
   */
  import(files: Iterable<File | ImportItem>, options?: WorkOptions): Promise<ImportReport>;
  /**
   * The photos (or individuals, by their best photo) most similar to the query, best first; ties by
   * photo id. `exact`: true compares every photo; otherwise the app chooses by the size of the
   * gallery, and each match says which it was.
   */
  search(query: Blob | Float32Array, options?: SearchOptions): Promise<GalleryMatch[]>;
  /**
   * Who the animal is: one match per individual, likeliest first, and how likely it is none of
   * them. `search` ranks photos by similarity; this ranks individuals by probability, with what was
   * learnt from the gallery's named animals.
   * @throws RangeError for `k` that is no whole number from 1; HuellaError as `encode`
   */
  identify(photo: Blob, options?: IdentifyOptions): Promise<Answer>;
  /**
   * Boxes around the animals of a photo, surest first; empty when none was found. The detector is
   * fetched (8 MB) when it is first wanted and then works offline. `kind` is a hint, and null where
   * it is not sure.
   * @throws HuellaError as decoding, `detector-failed`
   */
  detect(photo: Blob, options?: { readonly signal?: AbortSignal }): Promise<readonly Detection[]>;
  /** What finds the animals in photos: the included detector, or one that a person installed. */
  readonly detector: {
    info(): Promise<DetectorInfo>;
    /**
     * Puts a detector of others in use: an ONNX file, and perhaps a `card.json` beside it.
     * @throws HuellaError `encoder-card-needed` for what the file does not say, `checkpoint-*` for
     *   what is refused, `detector-failed`
     */
    install(
      files: readonly File[],
      options?: DetectorFacts & { readonly signal?: AbortSignal },
    ): Promise<DetectorInfo>;
    /** The included one is in use again. */
    remove(): Promise<void>;
  };
  readonly learning: {
    /** Resolves when what was named so far is learnt, or found not to help. */
    ready(): Promise<LearningState>;
    /** What is in use now, without waiting. */
    report(): Promise<LearningState>;
    /** As `settings.set({ learning })`: off, similarities are as the encoder made them. */
    set(on: boolean): Promise<void>;
  };
  /**
   * How well the gallery's own named animals are found: each photo asked among all others but those
   * of its encounter, by the encoder in use, plain, as learnt and, if asked for, with markings.
   * Figures come with intervals over individuals; one that cannot be measured yet is null.
   * @throws HuellaError `cancelled`, `out-of-memory`
   */
  evaluate(options?: EvaluateOptions): Promise<EvaluationReport>;
  /**
   * Unidentified photos that may be one animal, most certain first; nothing is named by it. Cut so
   * that, on this gallery's own named photos or on public sets, 97 of 100 pairs within groups are
   * of one animal.
   * @throws AbortError, HuellaError `out-of-memory`
   */
  groups(options?: WorkOptions): Promise<GroupsReport['groups']>;
  /**
   * Names that may be wrong: one picture in two individuals, two individuals that look like one,
   * photos that look like another individual's, individuals that look like two. Of each kind the
   * surest come first, those that the markings of the pair speak for before all; what a person has
   * dismissed is left out. Nothing is changed.
   * @throws AbortError, HuellaError `out-of-memory`
   */
  mistakes(options?: MistakesOptions): Promise<MistakesReport['mistakes']>;
  diagnostics(): Promise<Diagnostics>;
  readonly settings: {
    get(): Promise<Settings>;
    set(settings: Partial<Settings>): Promise<void>;
  };
  /**
   * The whole gallery as one zip: photos, names, decisions, embeddings, settings; not the models.
   * It is read back and compared before it is given out. The Blob stays good while the page is
   * open.
   */
  backup(options?: WorkOptions): Promise<Blob>;
  /**
   * Brings a backup in: into an empty gallery all of it, into another the union. All or nothing.
   * What is here stays; what differs is listed in the report.
   */
  restore(file: Blob, options?: RestoreOptions): Promise<RestoreReport>;
  /**
   * What of the gallery does not hold together (a file missing or altered on disk …); empty when
   * all does.
   */
  integrityCheck(): Promise<readonly Finding[]>;
  /** Deletes every photo, individual, embedding and index of this device. Settings stay. */
  clear(): Promise<void>;
  /**
   * What a team shares on an object store of its own, encrypted on the device
   * (`docs/catalogue.md`). Without one joined there is no request to any store.
   * @throws CatalogueError with a `code` of `engine/catalogue/failure.ts`
   */
  readonly catalogue: Pick<CatalogueDoor, 'join' | 'sync' | 'status' | 'invite' | 'leave'>;
}

export interface InstallOptions extends WorkOptions {
  readonly name?: string;
  /**
   * `fp16` halves the encoder's size; taken as fp32 where the graphics processor does not compute
   * in halves or the numbers do not fit. `int8` makes it a quarter, runs on the main processor
   * alone and is faster there; taken as fp32 for networks without linear layers and where the
   * self-check's cosine with full precision is below .99. `EncoderInfo.precision` says which it
   * became.
   */
  readonly precision?: Precision;
  /**
   * Side of the input in pixels, for networks that take several: a Vision Transformer any multiple
   * of its patch (14), an EfficientNet any. Absent: what the network was made for; 518 for a
   * DINOv2, for which 224 is several times faster.
   */
  readonly imageSize?: number;
  /**
   * Of a PyTorch file with several networks (`teacher` and `student`), the one meant: its keys
   * joined by dots. Absent where it is needed: `encoder-card-needed` names the `choices`.
   */
  readonly network?: string;
  /**
   * What an ONNX file, or a CLIP's checkpoint, does not say of itself; `encoder-card-needed` names
   * what is missing.
   */
  readonly onnx?: OnnxFacts;
}

export interface ImportItem {
  readonly file: File;
  /** Name of the individual; absent or empty: unidentified. */
  readonly individual?: string;
  readonly crop?: Crop;
  /**
   * What is known of it beyond its file (date, place, side, species, status …); goes before what
   * the file itself says.
   */
  readonly fields?: AddedFields;
}

/** Of what takes a while. */
export interface WorkOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface RestoreOptions extends WorkOptions {
  /**
   * What becomes of what differs here and there. Absent: what is here stays, and namesakes are one
   * animal.
   */
  readonly choices?: RestoreChoices;
}

export interface SearchOptions extends Omit<GallerySearch, 'accept'> {
  readonly crop?: Crop;
  readonly signal?: AbortSignal;
}

export interface IdentifyOptions extends Omit<SearchOptions, 'by' | 'exact'> {
  /** Whether markings are compared; absent: as the setting says. */
  readonly markings?: Markings;
  /** The first answer, when comparing markings will take longer; the promise brings the last. */
  readonly onFirst?: (answer: Answer) => void;
}

/** `auto`: where they can change the answer; `always`: the best of the ranking in any case. */
export type Markings = 'auto' | 'always' | 'never';

export interface Answer {
  /** One per individual, likeliest first. */
  readonly matches: readonly GalleryIndividual[];
  /** That it is none of the gallery's individuals; null: not known yet. */
  readonly newProbability: number | null;
  /**
   * The photo is less like every photo of the gallery than its animals are like each other, and no
   * animal is found in it: no animal, or one of a kind that the detector does not know. Null: the
   * gallery has no named photos, or this is a first answer and it is being looked at.
   */
  readonly unlike: boolean | null;
  readonly basis: {
    /** Similarities are as learnt from the gallery's named animals. */
    readonly learnt: boolean;
    /** What the probabilities were fitted on; null: there are none. */
    readonly calibration: 'gallery' | 'encoder' | null;
    /** Individuals whose markings were compared with the photo's. */
    readonly compared: number;
    /**
     * Whether the gallery shows that its individuals can be told apart at all: false where the best
     * match is wrong more often than right and new animals look like known ones; null: not known.
     */
    readonly tellsApart: boolean | null;
  };
}

export interface EvaluateOptions extends WorkOptions {
  /** Only photos of this species, as it is written; absent: all. */
  readonly species?: string;
  /** Compares markings too, which takes a minute or more. Default false. */
  readonly markings?: boolean;
}

export interface MistakesOptions extends WorkOptions {
  /** `auto`: unless the setting says never; `never`: at once, by similarity alone. */
  readonly markings?: 'auto' | 'never';
}

export interface GroupsReport {
  readonly groups: readonly Group[];
  /** Unidentified photos that were compared, and that there are: of very many the newest are. */
  readonly photos: number;
  readonly ofPhotos: number;
  readonly basis: {
    readonly learnt: boolean;
    /**
     * What says how similar photos of one animal are; null: nothing does for this encoder, and
     * there are no groups until 30 photos of 5 animals have names.
     */
    readonly calibration: 'gallery' | 'encoder' | null;
  };
}

export interface MistakesReport {
  readonly mistakes: readonly Mistake[];
  /** Named photos that were compared, and that there are: of very many a sample is. */
  readonly photos: number;
  readonly ofPhotos: number;
}

export interface ImportReport {
  readonly imported: number;
  readonly duplicates: number;
  readonly failed: readonly { readonly name: string; readonly reason: string }[];
}

export interface EncoderInfo {
  readonly id: string;
  readonly name: string;
  readonly dimension: number;
  readonly inputSize: number;
  readonly fingerprint: string;
  readonly licence: string;
  readonly bytes: number;
  /** `fp16`: stored at half size; `int8`: at a quarter. */
  readonly precision: Precision;
  /**
   * False: known from the catalogue; its fingerprint is empty and its bytes are what it will take.
   */
  readonly installed: boolean;
  readonly active: boolean;
}

export interface Settings {
  /** Jobs in flight at most. */
  readonly concurrency: 1 | 2;
  readonly backend: 'auto' | Backend;
  readonly language: 'auto' | Language;
  readonly theme: 'auto' | 'light' | 'dark';
  /** Whether Huella learns from the gallery's named animals. */
  readonly learning: 'on' | 'off';
  /** When the markings of the likeliest individuals are compared. */
  readonly markings: Markings;
  /**
   * What becomes of the boxes that the detector finds in a photo without a crop: proposed to the
   * person, used where they are sure, or not looked for.
   */
  readonly boxes: 'suggest' | 'surest' | 'off';
  /**
   * Seconds without a photo after which a survey, an animal's page and exports count another
   * encounter of the animal at that place.
   */
  readonly encounterSeconds: 60 | 300 | 1800 | 3600 | 86_400;
  /** Who decides, written beside each decision; empty: it is not said. At most 60 characters. */
  readonly observer: string;
}

/** The detector in use. */
export interface DetectorInfo {
  readonly name: string;
  readonly licence: string;
  readonly bytes: number;
  /** Side of the square that it looks at, in pixels. */
  readonly inputSize: number;
  /** How it says where animals are. */
  readonly kind: DialectKind | 'included';
  /** Name of the installed one, whether or not it is the one in use; null: there is none. */
  readonly installed: string | null;
  /** What one look took when it was installed, in milliseconds. */
  readonly ms: number | null;
  /** Why the installed one is not in use. */
  readonly fallback: { readonly code: ErrorCode; readonly detail: ErrorDetail } | null;
}

declare global {
  interface Window {
    huella: Huella;
  }
}
