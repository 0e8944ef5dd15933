/**
 * Text in the encodings that people's files have: UTF-8 and UTF-16, and what Windows, old Macs and
 * the Windows command line write in western languages. Which of these a text is in is told from the
 * letters that come out.
 */

export type Encoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1252'
  | 'macintosh'
  | 'cp850'
  | 'cp437';

/** The upper half of IBM's code page 850 (western Europe), which `TextDecoder` does not know. */
const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';
/** The upper half of Windows' western code page; some `TextDecoder`s take it for Latin-1. */
const CP1252 =
  '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ\u00a0¡¢£¤¥¦§¨©ª«¬\u00ad®¯°±²³´µ¶·¸¹º»¼½¾¿ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖ×ØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõö÷øùúûüýþÿ';
/** The upper half of IBM's code page 437 (the first PC's), the zip format's own. */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/** Letters of Spanish and Portuguese outside ASCII: what such a text is most likely to hold. */
const USUAL = /[áéíóúüñçãõâêôàÁÉÍÓÚÜÑÇÃÕÂÊÔÀ]/;
const LETTER = /\p{L}/u;
/**
 * Points for a letter of our languages, for another letter, for a mark where no letter is, for one
 * inside a word.
 */
const SCORES = { usual: 4, letter: 1, mark: 0, inWord: -4, placed: 5 } as const;
/**
 * Marks of typographers where they belong: as another encoding's letters they would stand at the
 * beginning or the end of a word, or alone.
 */
const PLACED =
  /(?<!\p{L})[“«‘](?=[\p{L}¿¡])|(?<=[\p{L}.!?])[”»](?!\p{L})|(?<=\s)[–—](?=\s)|(?<=\p{L})’(?=(?:s|t|d|m|re|ll|ve)(?!\p{L}))|(?<=\p{L})…(?!\p{L})/gu;

/** As many characters are looked at as settle the question. */
const MAX_SCORED = 20_000;

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
  /** Bytes that are not valid in an otherwise valid UTF-8 text, read as Windows would. */
  readonly repaired: number;
}

/** Decodes a whole text file. UTF marks are removed. Never throws. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const wide = utf16Of(bytes);
  if (wide) return mended(new TextDecoder(wide).decode(bytes), wide);
  try {
    return mended(new TextDecoder('utf-8', { fatal: true }).decode(bytes), 'utf-8');
  } catch {
    return decodeBroken(bytes);
  }
}

/** What the first byte of a UTF-8 sequence is taken for, in each encoding that it is taken for. */
const MISREAD: readonly (readonly [Encoding, RegExp])[] = [
  ['windows-1252', /[ÃÂ][\u0080-\uffff]/],
  ['macintosh', /[√¬][\u0080-\uffff]/],
  ['cp850', /[├┬][\u0080-\uffff]/],
  ['cp437', /[├┬][\u0080-\uffff]/],
];

/**
 * A text that a spreadsheet opened as the wrong encoding and saved in another: `PeÃ±a` is `Peña`
 * where all of the text is UTF-8 once its letters are bytes again.
 */
function mended(text: string, encoding: Encoding): DecodedText {
  for (const [taken, mark] of MISREAD) {
    if (!mark.test(text)) continue;
    const letters = decodeAs(UPPER_HALF, taken);
    const bytes = Uint8Array.from(text, (char) =>
      char < '\u0080' ? char.charCodeAt(0) : 0x80 + letters.indexOf(char),
    );
    // A letter that is no byte of that encoding becomes 0x7f, a sign of control.
    if (bytes.includes(0x7f)) continue;
    try {
      const meant = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      return { text: meant, encoding, repaired: text.length - meant.length };
    } catch {
      // It was meant as it is.
    }
  }
  return { text, encoding, repaired: 0 };
}
const UPPER_HALF = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i);

/**
 * Decodes names that state no encoding (entries of a zip): all of them together, because one
 * program wrote them.
 * @param prefer the encodings that fit as well as any other one; the earlier ones win
 */
export function decodeNames(
  names: readonly Uint8Array[],
  prefer: readonly Encoding[] = ['cp850', 'cp437', 'macintosh', 'windows-1252'],
): string[] {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  try {
    return names.map((name) => utf8.decode(name));
  } catch {
    const encoding = bestOf(prefer, (candidate) =>
      names.reduce((sum, name) => sum + scoreOf(decodeAs(name, candidate)), 0),
    );
    return names.map((name) => decodeAs(name, encoding));
  }
}

/** UTF-16 by its mark, or by the zeros that every second byte of a western text is. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, Math.min(bytes.length & ~1, 512));
  if (sample.length < 8) return null;
  let [even, odd] = [0, 0];
  for (let i = 0; i < sample.length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const half = sample.length / 2;
  if (odd > half * 0.7 && even === 0) return 'utf-16le';
  return even > half * 0.7 && odd === 0 ? 'utf-16be' : null;
}

/**
 * Chooses between UTF-8 with a few other bytes in it and one byte a letter, by which has more
 * evidence.
 */
function decodeBroken(bytes: Uint8Array): DecodedText {
  let [good, bad] = [0, 0];
  let text = '';
  const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });
  let plainFrom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  for (let i = plainFrom; i < bytes.length;) {
    if (bytes[i]! < 0x80) {
      i++;
      continue;
    }
    const length = sequenceLength(bytes, i);
    if (length > 0) {
      good++;
      i += length;
      continue;
    }
    bad++;
    text +=
      utf8.decode(bytes.subarray(plainFrom, i)) +
      decodeAs(bytes.subarray(i, i + 1), 'windows-1252');
    plainFrom = ++i;
  }
  text += utf8.decode(bytes.subarray(plainFrom));
  if (good > bad) return { text, encoding: 'utf-8', repaired: bad };
  const encoding = bestOf(['windows-1252', 'macintosh', 'cp850'], (candidate) =>
    scoreOf(decodeAs(bytes, candidate)),
  );
  return { text: decodeAs(bytes, encoding), encoding, repaired: 0 };
}

/** Bytes of the UTF-8 sequence that starts here; 0 when none does (RFC 3629, section 4). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  const length = first >= 0xc2 && first <= 0xdf ? 2 : first <= 0xef && first >= 0xe0 ? 3 : 0;
  const size = first >= 0xf0 && first <= 0xf4 ? 4 : length;
  if (size === 0) return 0;
  for (let i = 1; i < size; i++) {
    const byte = bytes[at + i];
    if (byte === undefined || byte < 0x80 || byte > 0xbf) return 0;
  }
  const second = bytes[at + 1]!;
  const isBad =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return isBad ? 0 : size;
}

const PAGES: Readonly<Partial<Record<Encoding, string>>> = {
  ...{ 'windows-1252': CP1252, cp850: CP850, cp437: CP437 },
};

function decodeAs(bytes: Uint8Array, encoding: Encoding): string {
  const page = PAGES[encoding];
  if (page === undefined) return new TextDecoder(encoding).decode(bytes);
  let text = '';
  for (const byte of bytes) text += byte < 0x80 ? String.fromCharCode(byte) : page[byte - 0x80]!;
  return text;
}

/** How much the characters outside ASCII look like letters of words. */
function scoreOf(text: string): number {
  let score = 0;
  for (let i = 0; i < Math.min(text.length, MAX_SCORED); i++) {
    const char = text[i]!;
    if (char < '\u0080') continue;
    if (USUAL.test(char)) score += SCORES.usual;
    else if (LETTER.test(char)) score += SCORES.letter;
    else {
      const isInWord = LETTER.test(text[i - 1] ?? ' ') && LETTER.test(text[i + 1] ?? ' ');
      score += isInWord ? SCORES.inWord : SCORES.mark;
    }
    // A capital after a small letter is rare in words, and common when the encoding is wrong.
    if (/\p{Lu}/u.test(char) && /\p{Ll}/u.test(text[i - 1] ?? '')) score -= SCORES.usual;
  }
  // One within a word was taken for a mark that parts it.
  const placed = text.slice(0, MAX_SCORED).match(PLACED) ?? [];
  const parting = placed.filter((mark) => mark === '’').length;
  return score + placed.length * SCORES.placed - parting * SCORES.inWord;
}

function bestOf(encodings: readonly Encoding[], score: (encoding: Encoding) => number): Encoding {
  let best = encodings[0]!;
  let most = -Infinity;
  for (const encoding of encodings) {
    const points = score(encoding);
    if (points > most) [best, most] = [encoding, points];
  }
  return best;
}
