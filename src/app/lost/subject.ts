/** An animal that is lost or found: an individual with its photos, or one unidentified photo. */
import { distanceKm } from '../../engine/matching';
import type { MatchRecord, Place, Status } from '../../engine/library';
import type { IndividualSummary, PhotoSummary } from '../../runtime/services';
import { daysBetween } from '../ui/moment';

/** What of the library is asked here. */
export interface Known {
  readonly photos: readonly PhotoSummary[];
  readonly individuals: readonly IndividualSummary[];
  readonly byId: ReadonlyMap<string, IndividualSummary>;
  readonly photoById: ReadonlyMap<string, PhotoSummary>;
  readonly photosByIndividual: ReadonlyMap<string, readonly PhotoSummary[]>;
}

export interface Subject {
  /** Of the individual or of the photo. */
  readonly id: string;
  readonly individual: IndividualSummary | null;
  readonly photos: readonly PhotoSummary[];
  readonly cover: string;
  readonly status: Status | null;
  readonly species: string | null;
  readonly place: Place | null;
  readonly placeName: string | null;
  /** ISO 8601. */
  readonly when: string | null;
}

export function individualSubject(individual: IndividualSummary, known: Known): Subject | null {
  const photos = known.photosByIndividual.get(individual.id) ?? [];
  const [latest] = photos;
  if (!latest) return null;
  const said = photos.find(({ status }) => status) ?? latest;
  return {
    id: individual.id,
    individual,
    photos,
    cover: individual.coverPhotoId ?? latest.id,
    status: individual.status ?? said.status ?? null,
    species: individual.species ?? said.species ?? null,
    place: individual.place ?? said.place,
    placeName: individual.placeName ?? said.placeName ?? null,
    when: individual.seenAt ?? said.takenAt,
  };
}

export function photoSubject(photo: PhotoSummary, known: Known): Subject {
  const individual = photo.individualId === null ? undefined : known.byId.get(photo.individualId);
  return {
    id: photo.id,
    individual: individual ?? null,
    photos: [photo],
    cover: photo.id,
    status: photo.status ?? individual?.status ?? null,
    species: photo.species ?? individual?.species ?? null,
    place: photo.place ?? individual?.place ?? null,
    placeName: photo.placeName ?? individual?.placeName ?? null,
    when: photo.takenAt ?? individual?.seenAt ?? null,
  };
}

/**
 * Everyone of that status, individuals first. A photo's own word counts for its individual where
 * that says nothing.
 */
export function subjectsWith(status: Status, known: Known): Subject[] {
  const ids = new Set(known.individuals.filter((one) => one.status === status).map(({ id }) => id));
  const alone: Subject[] = [];
  // A lost animal that was found belongs to both sides until it is at home.
  if (status === 'found')
    for (const { id, status: own, found } of known.individuals)
      if (own === 'lost' && found) ids.add(id);
  for (const photo of known.photos) {
    if (photo.status !== status) continue;
    if (photo.individualId === null) alone.push(photoSubject(photo, known));
    else if (!known.byId.get(photo.individualId)?.status) ids.add(photo.individualId);
  }
  const individuals = [...ids].flatMap((id) => {
    const individual = known.byId.get(id);
    return (individual && individualSubject(individual, known)) ?? [];
  });
  return [...individuals, ...alone];
}

/** How many others wait to be decided for each subject, by its id. */
export function pendingBySubject(
  subjects: readonly Subject[],
  matches: readonly MatchRecord[],
): Map<string, number> {
  const owners = new Map<string, Subject>();
  for (const subject of subjects) for (const { id } of subject.photos) owners.set(id, subject);
  const others = new Map<string, Set<string>>();
  for (const { state, photoIds } of matches) {
    if (state !== 'pending') continue;
    for (const [own, other] of [photoIds, photoIds.toReversed()] as [string, string][]) {
      const subject = owners.get(own);
      if (!subject || owners.get(other) === subject) continue;
      others.set(subject.id, (others.get(subject.id) ?? new Set()).add(other));
    }
  }
  return new Map([...others].map(([id, set]) => [id, set.size]));
}

export interface Pair {
  readonly match: MatchRecord;
  /** As the match has them: who asked, who was found. */
  readonly photos: readonly [PhotoSummary, PhotoSummary];
  readonly individuals: readonly [IndividualSummary | null, IndividualSummary | null];
  /** Between where the two were; null when either is not known. */
  readonly km: number | null;
  /** From the first to the second. */
  readonly days: number | null;
  /** Both have the same microchip number. */
  readonly sameChip: boolean;
}

/** Null when one of the photos is no longer in the gallery. */
export function pairOf(match: MatchRecord, known: Known): Pair | null {
  const [a, b] = match.photoIds.map((id) => known.photoById.get(id));
  if (!a || !b) return null;
  const owner = ({ individualId }: PhotoSummary): IndividualSummary | null =>
    (individualId === null ? undefined : known.byId.get(individualId)) ?? null;
  const [ownerA, ownerB] = [owner(a), owner(b)];
  const both = ownerA && ownerA.id === ownerB?.id ? ownerA : null;
  const [one, other] = both?.found
    ? [
        { place: both.place ?? null, when: both.seenAt ?? null },
        { place: both.found.place, when: both.found.at },
      ]
    : [whereabouts(a, ownerA), whereabouts(b, ownerB)];
  const chips = [ownerA?.microchip, ownerB?.microchip];
  return {
    match,
    photos: [a, b],
    individuals: [ownerA, ownerB],
    sameChip: Boolean(chips[0]) && chips[0] === chips[1] && !both,
    km: one.place && other.place ? distanceKm(one.place, other.place) : null,
    days: daysBetween(one.when, other.when),
  };
}

/** Where and when the animal was lost counts for more than where its portrait was taken. */
function whereabouts(
  photo: PhotoSummary,
  individual: IndividualSummary | null,
): { place: Place | null; when: string | null } {
  const [first, second] = photo.status ? [photo, individual] : [individual, photo];
  const when = (one: PhotoSummary | IndividualSummary | null): string | null =>
    one === null ? null : 'takenAt' in one ? one.takenAt : ('seenAt' in one && one.seenAt) || null;
  return {
    place: first?.place ?? second?.place ?? null,
    when: when(first) ?? when(second),
  };
}

/**
 * One match for each photo that is not the subject's own: the one decided, or else the most
 * similar. To decide first, most similar first.
 */
export function matchesOfSubject(subject: Subject, matches: readonly MatchRecord[]): MatchRecord[] {
  const own = new Set(subject.photos.map(({ id }) => id));
  const best = new Map<string, MatchRecord>();
  for (const match of matches) {
    const [a, b] = match.photoIds;
    if (own.has(a) === own.has(b)) continue;
    const other = own.has(a) ? b : a;
    const known = best.get(other);
    if (!known || outranks(match, known)) best.set(other, match);
  }
  return [...best.values()].sort(byState);
}

const STATES = ['pending', 'confirmed', 'rejected'] as const;

function byState(a: MatchRecord, b: MatchRecord): number {
  return STATES.indexOf(a.state) - STATES.indexOf(b.state) || b.similarity - a.similarity;
}

function outranks(a: MatchRecord, b: MatchRecord): boolean {
  const [decidedA, decidedB] = [a.decidedAt ?? 0, b.decidedAt ?? 0];
  return decidedA === decidedB ? a.similarity > b.similarity : decidedA > decidedB;
}
