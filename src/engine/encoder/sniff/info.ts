/** What the bytes of a photo say about it. */

/**
 * The formats some browser decodes. HEIC only in Safari; asking the browser is the only way to
 * know.
 */
export type PhotoFormat = 'jpeg' | 'png' | 'webp' | 'gif' | 'bmp' | 'avif' | 'heic';

export interface PhotoInfo {
  readonly format: PhotoFormat;
  readonly mime: string;
  /** Pixels as stored: before the EXIF orientation. */
  readonly width: number;
  readonly height: number;
  /**
   * EXIF orientation 1..8, when a JPEG, PNG or WebP states one. Browsers apply it while decoding,
   * but for some formats.
   */
  readonly orientation?: number;
  /** The orientation stands where browsers do not look for it: they show the picture as stored. */
  readonly isUnturned?: true;
  /**
   * Bytes of a JPEG or PNG that is whole but for its end mark: browsers decode it with the mark
   * there.
   */
  readonly dataEnd?: number;
}
