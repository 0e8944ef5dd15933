/**
 * What a zip may ask of this device before it is refused. A gallery that was exported with care
 * stays far below each.
 */
export interface ZipLimits {
  /**
   * Entries of one zip: ten galleries of 20,000 photos. Each costs about a kilobyte of memory while
   * the zip is open.
   */
  readonly entries: number;
  /**
   * Unpacked bytes of one entry: nothing that Huella reads out of a zip whole (a photo, a table) is
   * larger.
   */
  readonly entryBytes: number;
  /**
   * Unpacked bytes of all entries together, as the zip states them. Entries are read one at a time,
   * so this is patience, not memory.
   */
  readonly totalBytes: number;
  /**
   * Unpacked bytes to packed bytes. Photos do not shrink, tables shrink twenty times; a bomb, a
   * thousand times.
   */
  readonly ratio: number;
}

export const ZIP_LIMITS: ZipLimits = {
  entries: 250_000,
  entryBytes: 512 * 1024 * 1024,
  totalBytes: 1024 ** 4,
  ratio: 250,
};

/**
 * Below this many unpacked bytes no ratio is a danger: an empty table or a flat drawing may shrink
 * to almost nothing.
 */
export const RATIO_FREE_BYTES = 16 * 1024 * 1024;
