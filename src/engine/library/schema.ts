/**
 * What the database holds, and how it came to. A record type here is what is stored: a new field must be optional or come
 * with a migration. Bytes are ArrayBuffers, never Blobs: WebKit has lost Blobs kept in IndexedDB more than once.
 */
import type { DBSchema, IDBPDatabase, IDBPTransaction, StoreNames } from 'idb';
import type { Crop } from '../types';
import type { IndividualFields, PhotoFields } from './fields';
import type { ImportRecord, ImportRow } from './imports';
import type { JournalEntry } from './journal';
import type { MatchRecord } from './matches';
import type { TrashedPhoto } from './trash';

/** WGS 84, degrees; south and west are negative. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** One crop of one file: two animals in one file are two photos that share their original. */
export interface PhotoRecord extends PhotoFields {
  /** UUID. */
  readonly id: string;
  /** File name. */
  readonly name: string;
  /** Of the original file's bytes, 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** `cropKey(crop)`: with `sha256` it says what is on the photo. */
  readonly cropKey: string;
  /** Null: the whole photo. */
  readonly crop: Crop | null;
  readonly mime: string;
  readonly byteLength: number;
  /** Pixels of the original, after EXIF rotation. */
  readonly width: number;
  readonly height: number;
  /** Milliseconds since the epoch. */
  readonly importedAt: number;
  /** ISO 8601; without an offset when the camera did not say which. */
  readonly takenAt: string | null;
  readonly place: Place | null;
  /** Null: unidentified. */
  readonly individualId: string | null;
  /** Perceptual hash of the crop, 16 hexadecimal digits: photos that nearly share it look nearly the same. */
  readonly lookHash?: string;
}

export interface IndividualRecord extends IndividualFields {
  /** UUID. */
  readonly id: string;
  readonly name: string;
  /** `nameKeyOf(name)`: two individuals never share it. */
  readonly nameKey: string;
  readonly createdAt: number;
}

/** Kept apart from its vector, so that start-up learns who is who without reading every vector. */
export interface EmbeddingRecord {
  /** The index's label: given once, never again, not even after `clear`. */
  readonly seq: number;
  readonly photoId: string;
  /** Of the encoder that made it. */
  readonly fingerprint: string;
}

export interface StoredFile {
  readonly bytes: ArrayBuffer;
  readonly mime: string;
}

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
  /** `revision` counts the committed changes, so that a tab knows whether it has seen them all; `reserve` is room kept back. */
  counters: { key: 'revision' | 'reserve'; value: number | ArrayBuffer };
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
 * Step i leads from version i to i + 1. A released step never changes; a new version appends one. All steps of one upgrade
 * share one transaction, so a step that throws leaves the database as it was.
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
