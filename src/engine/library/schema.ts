/** The stores of the library's database (their records: `records.ts`) and its migrations. */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type {
  EmbeddingRecord,
  ImportRecord,
  ImportRow,
  IndividualRecord,
  JournalEntry,
  MatchRecord,
  PhotoRecord,
  Seen,
  StoredFile,
  TrashedPhoto,
} from './records';

export interface HuellaSchema extends DBSchema {
  photos: {
    key: string;
    value: PhotoRecord;
    indexes: { content: [string, string]; sha256: string; individual: string; importedAt: number };
  };
  /** By SHA-256: the photos of one file share it; it goes with the last of them. */
  originals: { key: string; value: StoredFile };
  /** By photo id. */
  thumbnails: { key: string; value: StoredFile };
  embeddings: {
    key: number;
    value: EmbeddingRecord;
    indexes: { photo: [string, string]; fingerprint: [string, number] };
  };
  /** By seq: float32, L2-normalised. */
  vectors: { key: number; value: ArrayBuffer };
  individuals: { key: string; value: IndividualRecord; indexes: { nameKey: string } };
  /** By fingerprint: the index's own bytes, a cache that can always be made again. */
  snapshots: { key: string; value: ArrayBuffer };
  settings: { key: string; value: unknown };
  /** What people did, so that it can be shown and undone. */
  journal: { key: string; value: JournalEntry; indexes: { at: number; photo: string } };
  /** Pairs of photos that may be one animal, and what became of them. */
  matches: { key: string; value: MatchRecord; indexes: { photos: string } };
  /** Deleted photos that can still be had back; their files and vectors stay where they were. */
  trash: { key: string; value: TrashedPhoto; indexes: { sha256: string; deletedAt: number } };
  /** Imports that were begun, and what became of each of their files. */
  imports: { key: string; value: ImportRecord };
  importRows: { key: [string, number]; value: ImportRow };
  /**
   * `revision` counts the committed changes, so that a tab knows whether it has seen them all;
   * `reserve` is room kept back; `shared` is what a catalogue's last writing had seen;
   * `trash-since` is when this device first saw photos deleted by another's clock.
   */
  counters: {
    key: 'revision' | 'reserve' | 'shared' | 'trash-since';
    value: number | ArrayBuffer | Readonly<Record<string, number | Seen>>;
  };
}

export type StoreName = StoreNames<HuellaSchema>;
export type Database = IDBPDatabase<HuellaSchema>;
export type ReadTransaction = IDBPTransaction<HuellaSchema, StoreName[], 'readonly' | 'readwrite'>;
export type WriteTransaction = IDBPTransaction<HuellaSchema, StoreName[], 'readwrite'>;
export type UpgradeTransaction = IDBPTransaction<HuellaSchema, StoreName[], 'versionchange'>;

export type Migration = (
  database: Database,
  transaction: UpgradeTransaction,
) => void | Promise<void>;

/**
 * Step i leads from version i to i + 1. A released step never changes; a new version appends one.
 * All steps of one upgrade share one transaction, so a step that throws leaves the database as it
 * was.
 */
export const MIGRATIONS: readonly Migration[] = [
  (database) => {
    const photos = database.createObjectStore('photos', { keyPath: 'id' });
    photos.createIndex('content', ['sha256', 'cropKey'], { unique: true });
    photos.createIndex('sha256', 'sha256');
    photos.createIndex('individual', 'individualId');
    photos.createIndex('importedAt', 'importedAt');
    database.createObjectStore('originals');
    database.createObjectStore('thumbnails');
    const embeddings = database.createObjectStore('embeddings', {
      keyPath: 'seq',
      autoIncrement: true,
    });
    embeddings.createIndex('photo', ['photoId', 'fingerprint'], { unique: true });
    embeddings.createIndex('fingerprint', ['fingerprint', 'seq']);
    database.createObjectStore('vectors');
    database
      .createObjectStore('individuals', { keyPath: 'id' })
      .createIndex('nameKey', 'nameKey', { unique: true });
    database.createObjectStore('snapshots');
    database.createObjectStore('settings');
    database.createObjectStore('counters');
  },
  // New fields of photos and individuals are optional: the records stay as they are.
  (database) => {
    const journal = database.createObjectStore('journal', { keyPath: 'id' });
    journal.createIndex('at', 'at');
    journal.createIndex('photo', 'photoIds', { multiEntry: true });
    const matches = database.createObjectStore('matches', { keyPath: 'id' });
    matches.createIndex('photos', 'photoIds', { multiEntry: true });
    const trash = database.createObjectStore('trash', { keyPath: 'id' });
    trash.createIndex('sha256', 'photo.sha256');
    trash.createIndex('deletedAt', 'deletedAt');
    database.createObjectStore('imports', { keyPath: 'id' });
    database.createObjectStore('importRows', { keyPath: ['importId', 'row'] });
  },
];

export const VERSION = MIGRATIONS.length;
