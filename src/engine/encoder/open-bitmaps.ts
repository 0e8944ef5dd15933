/** How many decoded pictures are held, for the memory ledger. */
let open = 0;

/** Decoded bitmaps and frames not yet closed: 0 when nothing is being decoded. */
export function openBitmaps(): number {
  return open;
}

export function bitmapOpened(): void {
  open++;
}

export function bitmapClosed(): void {
  open--;
}
