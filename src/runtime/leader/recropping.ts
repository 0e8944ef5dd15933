/** Another crop for a photo of the gallery: encoded anew, journaled, and taken back. */
import type { JournalEntry, Recrop, RecropEntry, Undone } from '../../engine/library';
import type { Crop } from '../../engine/types';
import type { ActiveEncoder } from '../encoders/active';
import type { LibraryLink } from './library-link';

/** What a photo is cropped with. */
interface Doors {
  readonly encoder: Pick<ActiveEncoder, 'current'>;
  readonly library: Pick<LibraryLink, 'door'>;
  /** Settles when no other encoder is being put in use. */
  readonly changed: () => Promise<unknown>;
}

export class Recropping {
  readonly #doors: Doors;

  constructor(doors: Doors) {
    this.#doors = doors;
  }

  async replay(entryId: string, to: 'before' | 'after'): Promise<Undone> {
    const undone = await this.#doors.library.door[to === 'before' ? 'undo' : 'redo'](entryId);
    if (!undone.recrop) return undone;
    const { photoId, crop } = undone.recrop;
    return { entry: await this.recrop(photoId, crop, { id: entryId, to }), skipped: 0 };
  }

  async recrop(
    photoId: string,
    crop: Crop | null,
    entry: RecropEntry,
    signal?: AbortSignal,
  ): Promise<JournalEntry | null> {
    for (;;) {
      // As imports: the gallery that is open and the encoder must be of one kind.
      await this.#doors.changed();
      const encoder = await this.#doors.encoder.current();
      const { original } = await this.#doors.library.door.source(photoId);
      const options = { crop: crop ?? undefined, thumbnail: true };
      const encoded = await encoder.encode(original, options, 'query', signal);
      const { embedding: vector, thumbnail, lookHash, quality } = encoded;
      signal?.throwIfAborted();
      if ((await this.#doors.encoder.current()) !== encoder) continue;
      const { bytes, mime } = thumbnail!;
      const { fingerprint } = encoder.loaded;
      const recrop: Recrop = {
        photoId,
        crop,
        thumbnail: new Blob([bytes], { type: mime }),
        ...(lookHash === null ? {} : { lookHash }),
        ...(quality === null ? {} : { quality }),
        embedding: { fingerprint, vector },
        entry,
      };
      return this.#doors.library.door.recrop(recrop);
    }
  }
}
