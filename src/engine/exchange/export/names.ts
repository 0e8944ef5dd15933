/** File and folder names for other people's disks. */

/** What Windows, macOS or a zip tool would not take or would read as a path. */
// eslint-disable-next-line no-control-regex
const RESERVED = /[<>:"/\\|?*\u0000-\u001f\u007f]/g;
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;
/** Room for the folders around it: many systems take 255 bytes a name. */
const MAX_LENGTH = 80;

export function fileNameOf(text: string, fallback: string): string {
  const plain = text
    .normalize('NFC')
    .replace(RESERVED, '_')
    .replace(/^[. ]+|[. ]+$/g, '');
  const dot = plain.lastIndexOf('.');
  const [stem, ending] =
    dot > 0 && plain.length - dot <= 6 ? [plain.slice(0, dot), plain.slice(dot)] : [plain, ''];
  const name = Array.from(stem).slice(0, MAX_LENGTH).join('') + ending;
  if (name === '') return fallback;
  return DEVICE.test(name) ? `_${name}` : name;
}

/** Latin letters, digits, `-`, `_` and the dot before the ending. */
export function asciiNameOf(text: string, fallback: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9._-]+/g, '_')
    .replace(/^[._]+/, '');
  return plain === '' ? fallback : fileNameOf(plain, fallback);
}

/** Gives each name once: disks that ignore case see `Luna` and `LUNA` as one. */
export class UniqueNames {
  readonly #taken = new Set<string>();

  take(name: string): string {
    const dot = name.lastIndexOf('.');
    const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
    let unique = name;
    for (let i = 2; this.#taken.has(unique.toLowerCase()); i++) unique = `${stem}-${i}${ending}`;
    this.#taken.add(unique.toLowerCase());
    return unique;
  }
}
