/** Capture histories: which individual was encountered in which occasion, and where. */
import { HuellaError } from '../../errors';
import {
  occasionAt,
  occasionsOf,
  speciesKeyOf,
  type Encounter,
  type Occasion,
  type Survey,
} from '../../survey';
import type { ExportSource } from './formats/format';
import type { LeftOut } from './left-out';
import { surveyFor } from './survey';
import type { ExportedIndividual, ExportedPhoto } from './types';

export interface Capture {
  readonly individual: ExportedIndividual;
  readonly occasion: Occasion;
  readonly encounter: Encounter;
}

export interface Histories {
  readonly survey: Survey;
  readonly occasions: readonly Occasion[];
  /** Those with a capture, by name. */
  readonly individuals: readonly ExportedIndividual[];
  /** One for each encounter of an individual in an occasion. */
  readonly captures: readonly Capture[];
  /** By individual's id: encounters in each occasion. */
  readonly counts: ReadonlyMap<string, readonly number[]>;
}

/**
 * @param isUsable leaves out other encounters, and says why itself
 * @throws HuellaError `occasions-unusable`
 */
export async function historiesOf(
  source: ExportSource,
  leftOut: LeftOut,
  isUsable: (
    encounter: Encounter,
    survey: Survey,
    photos: readonly ExportedPhoto[],
  ) => boolean = () => true,
): Promise<Histories> {
  const survey = await surveyFor(source);
  const { occasions, problem } = occasionsOf(source.choices.occasions, survey.span);
  if (problem !== null)
    throw new HuellaError('occasions-unusable', `No occasions can be made: ${problem}.`, {
      found: problem,
    });
  const photoOf = new Map(source.photos.map((photo) => [photo.id, photo]));
  const individualOf = new Map(source.individuals.map((one) => [one.id, one]));
  const counts = new Map<string, number[]>();
  const captures: Capture[] = [];
  for (const encounter of survey.encounters) {
    const photos = encounter.photoIds.map((id) => photoOf.get(id)!);
    const out = (why: Parameters<LeftOut['photo']>[1]): void => {
      for (const photo of photos) leftOut.photo(photo, why);
    };
    const individual = individualOf.get(encounter.individualId ?? '');
    const occasion = occasionAt(occasions, encounter.day);
    if (!individual) out('no-individual');
    else if (encounter.day === null) out('no-date');
    else if (!occasion) out('outside-occasions');
    else if (isUsable(encounter, survey, photos)) {
      captures.push({ individual, occasion, encounter });
      let row = counts.get(individual.id);
      if (!row) counts.set(individual.id, (row = new Array<number>(occasions.length).fill(0)));
      row[occasion.index]! += 1;
    }
  }
  const collator = new Intl.Collator('en', { numeric: true });
  const individuals = source.individuals
    .filter(({ id }) => counts.has(id))
    .sort((a, b) => collator.compare(a.name, b.name));
  const species = new Set(captures.map(({ encounter }) => speciesKeyOf(encounter.species)));
  if (species.size > 1) leftOut.say('several-species', species.size);
  return { survey, occasions, individuals, captures, counts };
}

/** `2024-05-01`, or `2024-05-01 to 2024-05-07`. */
export function occasionName({ from, to }: Occasion): string {
  return from === to ? from : `${from} to ${to}`;
}
