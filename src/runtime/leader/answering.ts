/**
 * How a question about a photo is answered: by similarity first, then, where it is close, by
 * markings, and by the detector where the photo is like none of the gallery.
 */
import { isAbort } from '../../engine/errors';
import type { GalleryAnswer, IdentifySearch } from '../../engine/gallery';
import type { Agreeing } from '../../engine/local/markings';
import type { Answer, IdentifyOptions } from '../api';
import type { MarkingsOf } from '../doors';
import type { ActiveEncoder } from '../encoders/active';
import { readSettings } from '../settings';
import type { DetectorDesk } from './detector';
import type { MarkingsDesk } from './markings';

/** What an answer is made with. */
interface Doors {
  readonly encoder: Pick<ActiveEncoder, 'current'>;
  readonly markings: Pick<MarkingsDesk, 'agreeing'>;
  readonly detector: Pick<DetectorDesk, 'detect'>;
}

export class Answering {
  readonly #doors: Doors;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  /** The first answer, then the one that knows of markings, where they are to be compared. */
  async answer(
    recognise: (search: IdentifySearch) => Promise<GalleryAnswer>,
    query: MarkingsOf,
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
      comparing ? this.#agreeing(query, first.candidates, signal) : null,
      first.unlike ? this.#showsAnimal(query, signal) : null,
    ]);
    const last = agreeing ? await recognise({ ...search, agreeing }) : first;
    return asAnswer({ ...last, unlike: last.unlike && !animal });
  }

  /** Null: they could not be compared, and the first answer stands; `compared` says so. */
  #agreeing(
    query: MarkingsOf,
    candidates: readonly string[],
    signal?: AbortSignal,
  ): Promise<readonly Agreeing[] | null> {
    return this.#doors.markings.agreeing(query, candidates, signal).catch((error: unknown) => {
      if (isAbort(error) || signal?.aborted) throw error;
      return null;
    });
  }

  /**
   * Whether a picture that is like none of the gallery shows an animal all the same: a person drew
   * a box around one, or the detector finds one. Of other kinds than it knows it is no judge.
   */
  async #showsAnimal(query: MarkingsOf, signal?: AbortSignal): Promise<boolean> {
    if (!('photo' in query) || query.crop) return true;
    try {
      return (await this.#doors.detector.detect(query.photo, 'query', signal)).length > 0;
    } catch (error) {
      if (isAbort(error) || signal?.aborted) throw error;
      return false;
    }
  }
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
