/** A photo of the gallery, large, as an object URL that lives as long as its component. */
import { isAbort, toHuellaError, type HuellaError } from '../../engine/errors';
import { originalOf, pictureOf } from '../../runtime/originals';
import type { Services } from '../../runtime/services';
import type { ThumbnailCache } from '../state/thumbnails';
import { photoUrl } from './photo-url';
import { uprightPhoto } from './upright';

export interface Original {
  /** The thumbnail until the original is there; null: neither is. */
  readonly url: string | null;
  /** Bytes of the file while it comes from a shared gallery; null: it does not. */
  readonly fetching: { readonly done: number; readonly total: number } | null;
  /** Why the thumbnail stays. */
  readonly failure: HuellaError | null;
  again(): void;
}

type Read = typeof originalOf;

/** As `useOriginal`, and fetches nothing: the thumbnail stays where the file is not here. */
export function useHere(
  services: Services,
  thumbnails: ThumbnailCache,
  photoId: () => string | null,
): Pick<Original, 'url'> {
  const read: Read = (_, id) => services.library.picture(id);
  return use(services, thumbnails, photoId, () => read);
}

/**
 * Call while a component is being made. Shows the thumbnail until the original has arrived, which
 * is fetched where it is not on this device, and revokes what it made when the photo changes or
 * the component goes.
 * @param photoId null shows nothing
 * @param whole the whole file rather than the photo's crop
 */
export function useOriginal(
  services: Services,
  thumbnails: ThumbnailCache,
  photoId: () => string | null,
  whole: () => boolean = () => false,
): Original {
  return use(services, thumbnails, photoId, () => (whole() ? originalOf : pictureOf));
}

function use(
  services: Services,
  thumbnails: ThumbnailCache,
  photoId: () => string | null,
  read: () => Read,
): Original {
  let url = $state<string | null>(null);
  let fetching = $state.raw<Original['fetching']>(null);
  let failure = $state.raw<HuellaError | null>(null);
  let attempt = $state(0);
  $effect(() => {
    const id = photoId();
    // `attempt` is read so that another try begins anew.
    if (id === null || attempt < 0) return;
    const key = thumbnails.key(id);
    const gone = new AbortController();
    let own: string | null = null;
    url = null;
    failure = null;
    fetching = null;
    void thumbnails.acquire(key).then(
      (thumbnail) => {
        if (!gone.signal.aborted) url ??= thumbnail;
      },
      () => undefined,
    );
    const onProgress = (done: number, total: number): void => {
      if (!gone.signal.aborted) fetching = { done, total };
    };
    void read()(services, id, { signal: gone.signal, onProgress })
      .then((blob) => uprightPhoto(services, blob))
      .then(
        (blob) => {
          if (gone.signal.aborted) return;
          own = photoUrl(blob);
          url = own;
          fetching = null;
        },
        (error: unknown) => {
          if (gone.signal.aborted || isAbort(error)) return;
          fetching = null;
          failure = toHuellaError(error);
        },
      );
    return () => {
      gone.abort();
      thumbnails.release(key);
      if (own) URL.revokeObjectURL(own);
    };
  });
  return {
    get url() {
      return url;
    },
    get fetching() {
      return fetching;
    },
    get failure() {
      return failure;
    },
    again: () => void (attempt += 1),
  };
}
