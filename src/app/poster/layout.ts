/** Where everything is on a poster, in pixels of its picture: numbers only, drawn by `draw.ts`. */

export type PosterShape = 'a4' | 'square';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PosterLayout {
  readonly width: number;
  readonly height: number;
  readonly headline: Box;
  /** Of no height where there is no photo. */
  readonly photo: Box;
  /** Name, where and when, what it looks like. */
  readonly facts: Box;
  readonly contact: Box | null;
  readonly qr: Box | null;
}

/** A4 at 200 dots an inch: sharp at arm's length, and 2 MB as a JPEG. */
const A4 = { width: 1654, height: 2339 } as const;
/** What social networks show without cutting it. */
const SQUARE = { width: 1080, height: 1080 } as const;
/** Home printers leave 5 mm blank: this is 10. */
const MARGIN = 0.05;
const GAP = 0.02;

/** Shares of the height. */
const SHARES = {
  a4: { headline: 0.1, photo: 0.46, contact: 0.14 },
  square: { headline: 0.13, photo: 0.45, contact: 0.16 },
} as const;

/** @param has what there is to show besides the facts; without a photo they have its place too */
export function layOutPoster(
  shape: PosterShape,
  has: { readonly contact: boolean; readonly qr: boolean; readonly photo?: boolean },
): PosterLayout {
  const { width, height } = shape === 'a4' ? A4 : SQUARE;
  const shares = SHARES[shape];
  const margin = Math.round(width * MARGIN);
  const gap = Math.round(height * GAP);
  const inner = width - 2 * margin;
  const headline = { x: 0, y: 0, width, height: Math.round(height * shares.headline) };
  const photo = {
    x: margin,
    y: headline.height + gap,
    width: inner,
    height: has.photo === false ? 0 : Math.round(height * shares.photo),
  };
  const below = photo.y + (photo.height > 0 ? photo.height + gap : 0);
  const foot = has.contact ? Math.round(height * shares.contact) : 0;
  const contact = has.contact ? { x: 0, y: height - foot, width, height: foot } : null;
  const free = height - below - (has.contact ? foot + gap : margin);
  // A phone reads a code of 3 cm from arm's length; on A4 at 200 dots that is 240.
  const side = has.qr ? Math.min(free, Math.round(inner * 0.27)) : 0;
  const qr = has.qr ? { x: width - margin - side, y: below, width: side, height: side } : null;
  const facts = { x: margin, y: below, width: inner - (has.qr ? side + gap : 0), height: free };
  return { width, height, headline, photo, facts, contact, qr };
}

/** The whole photo inside the box, in its middle. */
export function containOf(width: number, height: number, box: Box): Box {
  const scale = Math.min(box.width / width, box.height / height);
  const [w, h] = [width * scale, height * scale];
  return { x: box.x + (box.width - w) / 2, y: box.y + (box.height - h) / 2, width: w, height: h };
}
