/** Where a place of a picture is on the screen, in a view that shows it magnified (`ZoomView`). */

interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Shown {
  /** The view, in pixels of the element around both views. */
  readonly view: Box;
  /** The picture's own size; only its proportions count. */
  readonly picture: { readonly width: number; readonly height: number };
  /** As `Zoom`: how far it is magnified, and its centre's offset in shares of the view. */
  readonly zoom: { readonly scale: number; readonly x: number; readonly y: number };
}

/**
 * @param place in fractions of the picture's width and height
 * @returns pixels beside the surrounding's left and top edge; null: the place is outside the view
 */
export function placeInView(
  { view, picture, zoom }: Shown,
  place: { readonly x: number; readonly y: number },
): { readonly x: number; readonly y: number } | null {
  // `object-fit: contain`, then magnified about the middle and moved.
  const fit = Math.min(view.width / picture.width, view.height / picture.height);
  const across = (place.x - 0.5) * picture.width * fit * zoom.scale + zoom.x * view.width;
  const down = (place.y - 0.5) * picture.height * fit * zoom.scale + zoom.y * view.height;
  if (Math.abs(across) > view.width / 2 || Math.abs(down) > view.height / 2) return null;
  return { x: view.left + view.width / 2 + across, y: view.top + view.height / 2 + down };
}
