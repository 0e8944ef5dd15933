/** Comparing words the way a person does: accents and capitals make no difference. */
export function plain(text: string): string {
  // Most names are, and a gallery has tens of thousands of them.
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().trim();
  return text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .trim();
}
