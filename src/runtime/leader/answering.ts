/**
 * How a question about a photo is answered: by similarity first, then, where it is close, by
 * markings, and by the detector where the photo is like none of the gallery.
 */
import { isAbort } from '../../engine/errors';
import type { GalleryAnswer, IdentifySearch } from '../../engine/gallery';
import type { Agreeing } from '../../engine/local/markings';
import type { Answer, IdentifyOptions } from '../api';
import type { ActiveEncoder } from '../encoders/active';
import { readSettings } from '../settings';
import type { DetectorDesk } from './detector';
import type { MarkingsDesk, MarkingsOf } from './markings';

/** What an answer is made with. */
interface Doors {
  readonly encoder: Pick<ActiveEncoder, 'current'>;
  readonly markings: Pick<MarkingsDesk, 'agreeing'>;
  readonly detector: Pick<DetectorDesk, 'detect'>;
}

/**
 * Photos of one encounter whose markings are compared, spread over it: those next to each other
 * show the same, and each takes as long as an answer about one photo.
 */
export const MARKED_OF_ENCOUNTER = 3;

export class Answering {
  readonly #doors: Doors;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  /**
   * The first answer, then the one that knows of markings, where they are to be compared.
   * @param queries the photo in question, or those of one encounter
   */
  async answer(
    recognise: (search: IdentifySearch) => Promise<GalleryAnswer>,
    queries: readonly [MarkingsOf, ...MarkingsOf[]],
    {
      k,
      filter,
      exclude,
      markings = readSettings().markings,
      signal,
      onFirst,
    }: Omit<IdentifyOptions, 'crop'>,
  ): Promise<Answer> {
    const learning = readSettings().learning === 'on';
    // What the card says of this encoder serves until the gallery can be measured itself.
    const { calibration } = (await this.#doors.encoder.current()).loaded.card;
    const search = {
      ...(k === undefined ? {} : { k }),
      ...(calibration && { fallback: calibration, sameAnimal: calibration.sameAnimal }),
      learning,
      ...(filter && { filter }),
      ...(exclude && { exclude }),
    };
    const first = await recognise(search);
    signal?.throwIfAborted();
    const comparing =
      first.candidates.length > 0 &&
      (markings === 'always' || (markings === 'auto' && first.contested));
    if (!comparing && !first.unlike) return asAnswer(first);
    onFirst?.(asAnswer({ ...first, unlike: first.unlike ? null : first.unlike }));
    const [agreeing, animal] = await Promise.all([
      comparing ? this.#agreeing(queries, first.candidates, signal) : null,
      first.unlike ? this.#showsAnimal(queries[0], signal) : null,
    ]);
    const last = agreeing ? await recognise({ ...search, agreeing }) : first;
    return asAnswer({ ...last, unlike: last.unlike && !animal });
  }

  /**
   * Of each candidate the most points that agree with a photo in question: a marking may be seen on
   * one of them only. Null: none could be compared, and the first answer stands; `compared` says
   * so.
   */
  async #agreeing(
    queries: readonly MarkingsOf[],
    candidates: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[] | null> {
    const most = new Map<string, number>();
    let compared = false;
    for (const query of spread(queries, MARKED_OF_ENCOUNTER)) {
      const found = await this.#doors.markings
        .agreeing(query, candidates, signal)
        .catch((error: unknown) => {
          if (isAbort(error) || signal?.aborted) throw error;
          return null;
        });
      compared ||= found !== null;
      for (const { photoId, agreeingPoints } of found ?? []) {
        most.set(photoId, Math.max(agreeingPoints, most.get(photoId) ?? 0));
      }
    }
    if (!compared) return null;
    return [...most].map(([photoId, agreeingPoints]) => ({ photoId, agreeingPoints }));
  }

  /**
   * Whether a picture that is like none of the gallery shows an animal all the same: a person drew
   * a box around one, or the detector finds one at first sight: looked at closely, one person in a
   * wood is an animal too. Of other kinds than it knows it is no judge.
   */
  async #showsAnimal(query: MarkingsOf, signal?: AbortSignal): Promise<boolean> {
    if (!('photo' in query) || query.crop) return true;
    try {
      const found = await this.#doors.detector.detect(query.photo, 'query', signal);
      return found.some(({ doubted }) => !doubted);
    } catch (error) {
      if (isAbort(error) || signal?.aborted) throw error;
      return false;
    }
  }
}

/** At most so many of the items, from the first to the last in even steps. */
function spread<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length <= most) return items;
  const step = (items.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => items[Math.round(i * step)]!);
}

function asAnswer(found: GalleryAnswer): Answer {
  const { matches, newProbability, unlike, learnt, calibration, tellsApart } = found;
  const compared = matches.filter(({ agreeingPoints }) => agreeingPoints !== null).length;
  return {
    matches,
    newProbability,
    unlike,
    basis: { learnt, calibration, compared, tellsApart },
  };
}
