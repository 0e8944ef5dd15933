/** A photo of the gallery, large, as an object URL that lives as long as its component. */
import type { Services } from '../../runtime/services';
import type { ThumbnailCache } from '../state/thumbnails';
import { photoUrl } from './photo-url';
import { uprightPhoto } from './upright';

/**
 * Call while a component is being made. Shows the thumbnail until the original has arrived, and
 * revokes what it made when the photo changes or the component goes.
 * @param photoId null shows nothing
 * @param whole the whole file rather than the photo's crop
 */
export function useOriginal(
  services: Services,
  thumbnails: ThumbnailCache,
  photoId: () => string | null,
  whole: () => boolean = () => false,
): { readonly url: string | null } {
  let url = $state<string | null>(null);
  $effect(() => {
    const id = photoId();
    if (id === null) return;
    const key = thumbnails.key(id);
    let gone = false;
    let own: string | null = null;
    url = null;
    void thumbnails.acquire(key).then(
      (thumbnail) => {
        if (!gone) url ??= thumbnail;
      },
      () => undefined,
    );
    const file = whole() ? services.library.original(id) : services.library.picture(id);
    void file
      .then((blob) => uprightPhoto(services, blob))
      .then(
        (blob) => {
          if (gone) return;
          own = photoUrl(blob);
          url = own;
        },
        () => undefined,
      );
    return () => {
      gone = true;
      thumbnails.release(key);
      if (own) URL.revokeObjectURL(own);
    };
  });
  return {
    get url() {
      return url;
    },
  };
}
