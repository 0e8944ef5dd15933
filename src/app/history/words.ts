/** What an entry of the journal says to a person. */
import type { JournalEntry, PhotoFields, IndividualFields } from '../../engine/library';
import type { Messages } from '../i18n/messages';
import type { Formatters } from '../i18n/format';

/** What a name or a photo is called now, where it still is. */
export interface Called {
  readonly individual: (id: string) => string | undefined;
  readonly photo: (id: string) => string | undefined;
}

/** Of an entry about many stations the first ones stand for all. */
const STATIONS_NAMED = 5;

interface Speech {
  readonly t: Messages['history'];
  readonly format: Formatters;
  readonly called: Called;
}

/** The entry in one sentence. */
export function sentenceOf(entry: JournalEntry, speech: Speech): string {
  const { t } = speech;
  const { action, diff } = entry;
  switch (action.kind) {
    case 'assign':
    case 'split':
      return assigned(entry, speech);
    case 'report':
      return t.reported(
        entry.diff.individuals.find(({ after }) => after !== null)?.after?.name ?? action.name,
        t.statuses[action.fields.status ?? 'lost'],
      );
    case 'merge': {
      const from = action.individualIds
        .filter((id) => id !== action.into)
        .map((id) => nameOf(entry, id, speech));
      return t.merged(speech.format.list(from), nameOf(entry, action.into, speech));
    }
    case 'describe-photos':
      return t.describedPhotos(action.photoIds.length, fieldsIn(action.fields, speech));
    case 'describe-individual':
      return described(entry, action.individualId, action.fields, speech);
    case 'delete-photos':
      return t.deleted(diff.discarded.length);
    case 'restore-photos':
      return t.restored(diff.restored?.length ?? 0);
    case 'recrop':
      return t.recropped(speech.called.photo(action.photoId) ?? t.photos(1));
    case 'place-photos':
      return t.placedPhotos(
        diff.photos.length,
        speech.format.list(
          action.stations.slice(0, STATIONS_NAMED).map(({ station }) => station || '–'),
        ),
      );
    case 'describe-stations':
      return t.describedStations(
        speech.format.list(action.stations.slice(0, STATIONS_NAMED).map(({ name }) => name)),
      );
    case 'dismiss':
      return t.dismissed[action.about](
        action.photoIds.length,
        speech.format.list(action.individualIds.map((id) => nameOf(entry, id, speech))),
      );
    case 'decide': {
      const { kind, queryPhotoId, photoId, name } = action.decision;
      const [query, other] = [queryPhotoId, photoId ?? ''].map(
        (id) => speech.called.photo(id) ?? t.photos(1),
      );
      if (kind === 'new') return t.newAnimal(name ?? '');
      if (kind === 'skip') return t.skipped(query ?? '');
      // Both have its name since.
      if (kind === 'same' && query === other) return t.is(query ?? '');
      return (kind === 'same' ? t.same : t.different)(query ?? '', other ?? '');
    }
  }
}

/**
 * How the person came to it: the probability and similarity seen and the filters in use; empty when
 * nothing is known.
 */
export function circumstancesOf(entry: JournalEntry, { t, format }: Speech): string[] {
  if (entry.action.kind !== 'decide') return [];
  const { similarity, probability, basis, filters } = entry.action.decision;
  const names = new Set(
    Object.entries((filters ?? {}) as Record<string, unknown>).flatMap(([key, value]) =>
      key in t.filterNames && inUse(value)
        ? [t.filterNames[key as keyof typeof t.filterNames]]
        : [],
    ),
  );
  return [
    ...(probability === undefined ? [] : [t.chance(format.percent(probability))]),
    ...(basis ? [t.basis[basis.calibration]] : []),
    ...(similarity === null ? [] : [t.similarity(format.similarity(similarity))]),
    ...(names.size > 0 ? [t.filters(format.list([...names]))] : []),
  ];
}

function inUse(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== null && value !== undefined && value !== '';
}

function assigned(entry: JournalEntry, speech: Speech): string {
  const { action, diff } = entry;
  if (action.kind !== 'assign' && action.kind !== 'split') return '';
  const n = diff.photos.length;
  const name = action.name?.trim() ?? '';
  if (name === '') return speech.t.unnamed(n);
  if (action.kind === 'split') return speech.t.split(n, name);
  const made = diff.individuals.find(({ before }) => before === null);
  return made ? speech.t.made(n, made.after?.name ?? name) : speech.t.moved(n, name);
}

function described(
  entry: JournalEntry,
  id: string,
  fields: IndividualFields,
  speech: Speech,
): string {
  const { t } = speech;
  const change = entry.diff.individuals.find((one) => one.id === id);
  const [before, after] = [change?.before?.name, change?.after?.name];
  if (before !== undefined && after !== undefined && before !== after)
    return t.renamed(before, after);
  const name = after ?? nameOf(entry, id, speech);
  const keys = Object.keys(fields);
  if (keys.length === 1 && fields.status) return t.marked(name, t.statuses[fields.status]);
  return t.described(name, fieldsIn(fields, speech));
}

/** As it was called when the entry was written. */
function nameOf(entry: JournalEntry, id: string, { t, called }: Speech): string {
  const change = entry.diff.individuals.find((one) => one.id === id);
  return change?.before?.name ?? change?.after?.name ?? called.individual(id) ?? t.gone;
}

function fieldsIn(fields: PhotoFields | IndividualFields, { t, format }: Speech): string {
  const names = Object.keys(fields).map((key) =>
    key in t.fields ? t.fields[key as keyof typeof t.fields] : t.nobody,
  );
  return names.length === 0 ? t.nobody : format.list([...new Set(names)]);
}
