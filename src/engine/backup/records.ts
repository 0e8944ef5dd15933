/**
 * Records of a backup, checked before they are used: a backup may come from a stranger. What is
 * known of a record is checked field by field; fields of a later version are carried along when
 * they are plain and small.
 */
import { cropKey, normaliseCrop } from '../crop';
import { isSha256 } from '../hash';
import type { Crop } from '../types';
import {
  displayNameOf,
  matchId,
  nameKeyOf,
  tidyFields,
  tidyPlace,
  TRASH_PREFIX,
  type EmbeddingRecord,
  type IndividualRecord,
  type JournalEntry,
  type MatchRecord,
  type PhotoRecord,
  type TrashedPhoto,
} from '../library';
import { refused, safeMime } from './format';

/**
 * Ids are UUIDs; nothing shorter or longer is needed, and no sign that means something elsewhere.
 */
const ID = /^[0-9A-Za-z-]{1,64}$/;
/** File systems stop at 255; a name on a screen is shorter still. */
const LONGEST_NAME = 500;
const LONGEST_WORD = 10_000;
/** Deep enough for a journal entry; a record nested a thousand times is an attack on its reader. */
const DEEPEST = 12;
/** 16 million pixels a side is more than any camera or scanner has; sizes are only shown. */
const LARGEST_SIDE = 2 ** 24;
/** Of an original: what can be hashed, and so be in a library at all. */
const LARGEST_FILE = 512 * 2 ** 20;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);
/** What a journal entry may never put back: it says which file a photo is. */
const FIXED_OF_PHOTOS = ['id', 'sha256', 'cropKey', 'mime', 'byteLength'];

type Fields = Readonly<Record<string, unknown>>;

export function photoOf(value: unknown): PhotoRecord {
  const given = fieldsOf(value, 'photo');
  const { width, height, byteLength, importedAt } = given;
  check(isId(given['id']), 'photo', 'id');
  check(isSha256(given['sha256']), 'photo', 'sha256');
  check(isText(given['name'], LONGEST_NAME), 'photo', 'name');
  check(isWhole(width, LARGEST_SIDE) && isWhole(height, LARGEST_SIDE), 'photo', 'size');
  check(isWhole(byteLength, LARGEST_FILE), 'photo', 'byteLength');
  check(isTime(importedAt), 'photo', 'importedAt');
  const crop = given['crop'] === null ? null : cropOf(given['crop']);
  check(given['cropKey'] === cropKey(crop), 'photo', 'cropKey');
  const { individualId, takenAt, place, lookHash, quality } = given;
  check(individualId === null || isId(individualId), 'photo', 'individualId');
  return {
    ...restOf(given),
    ...tidyFields(given),
    id: given['id'],
    sha256: given['sha256'],
    name: given['name'],
    crop,
    cropKey: given['cropKey'],
    mime: safeMime(given['mime']),
    byteLength: byteLength,
    width: width,
    height: height,
    importedAt: importedAt,
    takenAt: isText(takenAt, 64) ? takenAt : null,
    place: place === null || place === undefined ? null : tidyPlace(place),
    individualId: individualId,
    ...(typeof lookHash === 'string' && /^[0-9a-f]{16}$/.test(lookHash) ? { lookHash } : {}),
    ...(typeof quality === 'number' && quality >= 0 && quality <= 1 ? { quality } : {}),
  };
}

export function individualOf(value: unknown): IndividualRecord {
  const given = fieldsOf(value, 'individual');
  check(isId(given['id']), 'individual', 'id');
  check(isText(given['name'], LONGEST_NAME), 'individual', 'name');
  const name = displayNameOf(given['name']);
  check(name !== '', 'individual', 'name');
  check(isTime(given['createdAt']), 'individual', 'createdAt');
  return {
    ...restOf(given),
    ...tidyFields(given),
    id: given['id'],
    name,
    nameKey: nameKeyOf(name),
    createdAt: given['createdAt'],
  };
}

export function matchOf(value: unknown): MatchRecord {
  const given = fieldsOf(value, 'match');
  const { photoIds, similarity, fingerprint, state, proposedAt, decidedAt } = given;
  check(
    Array.isArray(photoIds) && photoIds.length === 2 && photoIds.every(isId),
    'match',
    'photoIds',
  );
  const [a, b] = photoIds as [string, string];
  check(a !== b && given['id'] === matchId(a, b), 'match', 'id');
  check(typeof similarity === 'number' && Math.abs(similarity) <= 1.001, 'match', 'similarity');
  check(isSha256(fingerprint), 'match', 'fingerprint');
  const { probability: chance } = given;
  check(
    chance === undefined || (typeof chance === 'number' && chance >= 0 && chance <= 1),
    'match',
    'probability',
  );
  check(['pending', 'confirmed', 'rejected'].includes(state as string), 'match', 'state');
  check(isTime(proposedAt) && (decidedAt === null || isTime(decidedAt)), 'match', 'times');
  return given as unknown as MatchRecord;
}

export function trashedOf(value: unknown): TrashedPhoto {
  const given = fieldsOf(value, 'trash');
  const photo = photoOf(given['photo']);
  check(given['id'] === photo.id && isTime(given['deletedAt']), 'trash', 'id');
  return { ...restOf(given), id: photo.id, photo, deletedAt: given['deletedAt'] };
}

export function entryOf(value: unknown): JournalEntry {
  const given = fieldsOf(value, 'journal');
  const { action, diff, photoIds, undoneAt } = given;
  check(isId(given['id']) && isTime(given['at']), 'journal', 'id');
  check(isText(given['by'], LONGEST_NAME), 'journal', 'by');
  const { kind } = fieldsOf(action, 'journal');
  check(typeof kind === 'string', 'journal', 'action');
  if (kind === 'dismiss') dismissalOf(fieldsOf(action, 'journal'));
  // What stations are described as is tidied whenever it is read (`library/stations.ts`).
  if (kind === 'describe-stations')
    check(Array.isArray(fieldsOf(action, 'journal')['stations']), 'journal', 'stations');
  check(Array.isArray(photoIds) && photoIds.every(isId), 'journal', 'photoIds');
  check(undoneAt === null || isTime(undoneAt), 'journal', 'undoneAt');
  const { photos, individuals, matches, discarded } = fieldsOf(diff, 'journal');
  check([photos, individuals, matches, discarded].every(Array.isArray), 'journal', 'diff');
  for (const change of photos as unknown[]) {
    const { id, before, after } = fieldsOf(change, 'journal');
    check(isId(id), 'journal', 'diff');
    // Undoing writes these into the photo.
    for (const patch of [fieldsOf(before, 'journal'), fieldsOf(after, 'journal')])
      patchOf(patch, kind);
  }
  for (const change of individuals as unknown[]) bothOf(change, individualOf);
  for (const change of matches as unknown[]) bothOf(change, matchOf);
  check((discarded as unknown[]).every(isId), 'journal', 'diff');
  return given as unknown as JournalEntry;
}

/** What is looked for is kept from being proposed by these. */
function dismissalOf({ about, photoIds, individualIds }: Fields): void {
  check(typeof about === 'string', 'journal', 'about');
  for (const ids of [photoIds, individualIds])
    check(Array.isArray(ids) && ids.every(isId), 'journal', 'dismissal');
}

/** An embedding as the index of a chunk of vectors has it. */
export interface CarriedEmbedding extends EmbeddingRecord {
  /** Of its vector, in the chunk. */
  readonly bytes: number;
}

/** 65,536 numbers are forty times those of any known encoder. */
const LARGEST_VECTOR = 4 * 65_536;

export function embeddingOf(value: unknown): CarriedEmbedding {
  const { seq, photoId, fingerprint, bytes } = fieldsOf(value, 'embedding');
  check(isWhole(seq, Number.MAX_SAFE_INTEGER) && seq > 0, 'embedding', 'seq');
  check(isId(photoId), 'embedding', 'photoId');
  check(
    typeof fingerprint === 'string' && isSha256(fingerprint.replace(TRASH_PREFIX, '')),
    'embedding',
    'fingerprint',
  );
  check(isWhole(bytes, LARGEST_VECTOR) && bytes > 0 && bytes % 4 === 0, 'embedding', 'bytes');
  return { seq, photoId, fingerprint, bytes };
}

/** A small picture as the index of a chunk has it. */
export interface CarriedThumbnail {
  readonly photoId: string;
  readonly mime: string;
  readonly bytes: number;
}

/** They are some 20 kB. */
const LARGEST_THUMBNAIL = 4 * 2 ** 20;

export function thumbnailOf(value: unknown): CarriedThumbnail {
  const { photoId, mime, bytes } = fieldsOf(value, 'thumbnail');
  check(isId(photoId) && isWhole(bytes, LARGEST_THUMBNAIL), 'thumbnail', 'photoId');
  return { photoId, mime: safeMime(mime), bytes };
}

/**
 * Any other value (a setting, a record of a store this version does not know): plain and not too
 * deep.
 */
export function plainOf(value: unknown, depth = 0): unknown {
  if (depth > DEEPEST) throw refused('record', 'it is nested too deeply');
  if (Array.isArray(value)) return value.map((item) => plainOf(item, depth + 1));
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, item] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw refused('record', `it has a field ${key}`);
    plainOf(item, depth + 1);
  }
  return value;
}

function fieldsOf(value: unknown, what: string): Fields {
  check(typeof value === 'object' && value !== null && !Array.isArray(value), what, 'shape');
  return plainOf(value) as Fields;
}

/** Fields that this version does not know, or leaves as they are. */
function restOf(given: Fields): Fields {
  const known = new Set([
    'status',
    'species',
    'colour',
    'labels',
    'notes',
    'place',
    'placeName',
    'side',
    'station',
    'folder',
    'sex',
    'microchip',
    'found',
    'contact',
    'lifeStage',
    'lookHash',
    'quality',
  ]);
  const rest = Object.entries(given).filter(([key, item]) => !known.has(key) && isSmall(item));
  return Object.fromEntries(rest);
}

function patchOf(patch: Fields, kind: string): void {
  // Another crop is another embedding: only an entry that is undone by encoding may hold one.
  if (kind === 'recrop') {
    const crop = patch['crop'] === null ? null : cropOf(patch['crop']);
    check(patch['cropKey'] === cropKey(crop), 'journal', 'cropKey');
  } else check(!('crop' in patch), 'journal', 'patch of crop');
  for (const key of FIXED_OF_PHOTOS)
    check(
      !(key in patch) || (key === 'cropKey' && kind === 'recrop'),
      'journal',
      `patch of ${key}`,
    );
  const { individualId, name } = patch;
  check(
    individualId === undefined || individualId === null || isId(individualId),
    'journal',
    'individualId',
  );
  check(name === undefined || isText(name, LONGEST_NAME), 'journal', 'name');
}

function bothOf(change: unknown, of: (value: unknown) => unknown): void {
  const { id, before, after } = fieldsOf(change, 'journal');
  check(typeof id === 'string', 'journal', 'diff');
  for (const side of [before, after]) if (side !== null) of(side);
}

function cropOf(value: unknown): Crop {
  const { x, y, width, height, turns } = fieldsOf(value, 'crop');
  check(
    [x, y, width, height].every((part) => typeof part === 'number'),
    'photo',
    'crop',
  );
  try {
    return normaliseCrop({
      x,
      y,
      width,
      height,
      ...(turns === undefined ? {} : { turns }),
    } as Crop);
  } catch {
    throw refused('photo', 'its crop is not valid');
  }
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && ID.test(value);
}

function isText(value: unknown, longest: number): value is string {
  return typeof value === 'string' && value.length <= longest;
}

function isWhole(value: unknown, largest: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= largest;
}

/** Milliseconds since the epoch that a Date can hold. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= 8.64e15;
}

function isSmall(value: unknown): boolean {
  return JSON.stringify(value).length <= LONGEST_WORD;
}

function check(condition: boolean, what: string, field: string): asserts condition {
  if (!condition) throw refused(what, `its ${field} is not valid`);
}
