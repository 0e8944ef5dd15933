/** What the screens need beyond the scripting door. One implementation (`huella.ts`); screens receive it through context. */
import type { SampleFile } from './samples';
import type { Adopted } from '../engine/backup';
import type { Catalogue } from '../engine/install';
import type {
  Acted,
  Action,
  IndividualRecord,
  IndividualSummary as StoredIndividual,
  JournalEntry,
  LibraryDelta,
  PhotoRecord,
  Undone,
} from '../engine/library';
import type { Crop } from '../engine/types';
import type { Backups } from './backups';
import type { ExchangeCalls, ExportRequest } from './leader/exchange-link';
import type { DetailedOptions, DetailedReport, LazyItem } from './import';
import type { EngineDoor } from './doors';
import type { LibraryCalls } from './leader/library-link';
import type { EncoderInfo, Huella, ImportItem } from './api';
import type { EncodersView, EngineStatus } from './status';

/** A photo as the library lists it, without its files. */
export type PhotoSummary = PhotoRecord;
export type IndividualSummary = StoredIndividual;

/** Which photos go out, in which form, and where to. */
export type ExportOf = Pick<ExportRequest, 'kind' | 'target' | 'onProgress' | 'signal'> &
  Pick<ExportRequest['data'], 'photos' | 'individuals' | 'decisions' | 'records'>;

export interface Services {
  readonly huella: Huella;
  readonly backups: Backups;

  status(): EngineStatus;
  /** Calls back at every change of the status; returns the function that stops it. */
  onStatus(listener: (status: EngineStatus) => void): () => void;
  /** Calls back when photos or individuals changed, in this tab or another; returns the function that stops it. */
  onLibraryChange(listener: () => void): () => void;
  /** Loads the encoder again after a failed start. */
  retry(): Promise<void>;

  /** A page of the photos, newest first, after the one given; answered before the index is there, as are the next two. */
  photosPage(
    limit: number,
    after: Pick<PhotoSummary, 'importedAt' | 'id'> | null,
  ): Promise<{
    readonly photos: readonly PhotoSummary[];
    readonly total: number;
    readonly revision: number;
  }>;
  individualRecords(): Promise<readonly IndividualRecord[]>;
  /** What is different from what it was at that revision; null: everything has to be read again. */
  changedSince(revision: number): Promise<LibraryDelta | null>;
  /** Newest first. */
  photos(): Promise<readonly PhotoSummary[]>;
  individuals(): Promise<readonly IndividualSummary[]>;
  thumbnail(photoId: string): Promise<Blob>;
  /** The whole file as it was brought. */
  original(photoId: string): Promise<Blob>;
  /** What the photo shows: its crop, upright, or the file when it has none. */
  picture(photoId: string): Promise<Blob>;
  /** What markings say: points that agree, and where they are. Cancelled by their signals. */
  readonly markings: Pick<EngineDoor, 'agreeingPoints' | 'markingPairs'>;
  /** `huella.identify` for photos of the gallery. */
  readonly identifyStored: EngineDoor['identifyStored'];
  /** What a crop cuts out of any photo, upright, for looking at. @throws HuellaError as decoding, `crop-invalid`. */
  cutOut(photo: Blob, crop: Crop): Promise<Blob>;
  /**
   * Gives a photo of the gallery another crop (null: the whole photo): encodes it anew and replaces what was made of the old one.
   * Journaled as `act`; null: that is its crop.
   * @throws HuellaError `crop-taken` when another photo of the same file has this crop, `not-found`, those of encoding and storing.
   */
  recrop(photoId: string, crop: Crop | null, signal?: AbortSignal): Promise<JournalEntry | null>;
  /**
   * What a person does to photos and individuals: journaled under the name in Settings, undoable at any later time.
   * @throws HuellaError `not-found`, `name-taken`, `storage-full`, `storage-failed`.
   */
  act(action: Action): Promise<Acted>;
  /** A crop that is taken back is encoded once more. @throws HuellaError as `act`, `recrop` */
  undo(entryId: string): Promise<Undone>;
  redo(entryId: string): Promise<Undone>;
  /** `act` with `assign`: null or empty makes the photos unidentified; an unknown name creates the individual. */
  assign(photoIds: readonly string[], name: string | null): Promise<void>;
  /** To the trash. */
  deletePhotos(photoIds: readonly string[]): Promise<void>;
  /** Photos like a photo of the gallery; whether a file is there already; journal, matches, trash and imports begun. */
  readonly library: LibraryCalls;

  /** `huella.import` with files opened in their turn, what became of each, and failures in a form that can be translated. */
  importPhotos(
    files: Iterable<File | ImportItem | LazyItem>,
    options?: DetailedOptions,
  ): Promise<DetailedReport>;
  /**
   * Joins the records of an exported gallery (`huella.json`) to the photos that are here.
   * @throws HuellaError `backup-…` for what Huella would never write, `storage-full`, `storage-failed`.
   */
  adopt(records: Blob): Promise<Adopted>;
  /** Zips, tables and detectors' results, read in a worker. */
  readonly exchange: ExchangeCalls;
  /** Writes photos (or what is known of them) for other programs. Null: written into `target`. @throws HuellaError `cancelled`, `storage-full` */
  export(request: ExportOf): Promise<Blob | null>;
  /** The share of the exact ten nearest that the everyday search finds in this gallery; null when it cannot be measured. */
  recall(): Promise<number | null>;

  /** The bundled drawings, as files to import. */
  sampleFiles(): Promise<readonly SampleFile[]>;

  catalogue(): Promise<Catalogue>;
  encoders(): Promise<EncodersView>;
  /** Calls back when encoders, an installation or a switch changed; returns the function that stops it. */
  onEncodersChange(listener: () => void): () => void;
  /** As `huella.encoders.install`, also for the separate files of a conversion. */
  installFiles(files: readonly File[], signal?: AbortSignal): Promise<EncoderInfo>;
  /** Takes up an interrupted installation from an address. */
  resumeInstall(id: string, signal?: AbortSignal): Promise<EncoderInfo>;
  /** Ends the installation under way, whichever tab began it. */
  stopInstall(): void;
  pauseSwitch(): void;
  resumeSwitch(): void;
  /** Stays with the encoder in use. */
  cancelSwitch(): void;
}
