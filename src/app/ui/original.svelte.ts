/** The original of a photo as an object URL for as long as somebody looks at it. */
import type { Services } from '../services';
import type { ThumbnailCache } from '../state/thumbnails';

/**
 * Call while a component is being made. Shows the thumbnail until the original has arrived, and revokes what it made when
 * the photo changes or the component goes.
 * @param photoId null shows nothing
 */
export function useOriginal(
  services: Services,
  thumbnails: ThumbnailCache,
  photoId: () => string | null,
): { readonly url: string | null } {
  let url = $state<string | null>(null);
  $effect(() => {
    const id = photoId();
    if (id === null) return;
    let gone = false;
    let own: string | null = null;
    url = null;
    void thumbnails.acquire(id).then(
      (thumbnail) => {
        if (!gone) url ??= thumbnail;
      },
      () => undefined,
    );
    void services.original(id).then(
      (blob) => {
        if (gone) return;
        own = URL.createObjectURL(blob);
        url = own;
      },
      () => undefined,
    );
    return () => {
      gone = true;
      thumbnails.release(id);
      if (own) URL.revokeObjectURL(own);
    };
  });
  return {
    get url() {
      return url;
    },
  };
}
