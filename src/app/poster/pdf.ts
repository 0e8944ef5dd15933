/**
 * One page of A4 as a PDF (ISO 32000-1): the poster's picture, its words behind it so that they can
 * be searched and read out, and its link. One JPEG and one font need no library of a hundred
 * kilobytes, which would set a text in a font that has not every script.
 */

/** Points, 72 to the inch. */
export const A4 = { width: 595.28, height: 841.89 } as const;
const FONT_SIZE = 12;
const LINE = 16;
const MARGIN = 40;

export interface PosterPage {
  readonly jpeg: Uint8Array;
  /** Pixels of the JPEG. */
  readonly width: number;
  readonly height: number;
  readonly title: string;
  /** What is on it, line by line. */
  readonly lines: readonly string[];
  /** Of the QR code, if it is an address of the web. */
  readonly link?: { readonly url: string; readonly box: readonly [number, number, number, number] };
}

/** @param page its `link.box` in points from the lower left corner: left, bottom, right, top */
export function posterPdf({ jpeg, width, height, title, lines, link }: PosterPage): Blob {
  // Rendering mode 3: there for the reader, not for the eye.
  const text = lines
    .map((line, i) => `1 0 0 1 ${MARGIN} ${A4.height - MARGIN - i * LINE} Tm (${winAnsi(line)}) Tj`)
    .join('\n');
  const content =
    `q ${A4.width} 0 0 ${A4.height} 0 0 cm /Photo Do Q\n` +
    `BT /Words ${FONT_SIZE} Tf 3 Tr\n${text}\nET`;
  const box = `[0 0 ${A4.width} ${A4.height}]`;
  const resources = '<< /XObject << /Photo 5 0 R >> /Font << /Words 6 0 R >> >>';
  const annotations = link ? '/Annots [8 0 R]' : '';
  const objects: Uint8Array[] = [
    bytes('<< /Type /Catalog /Pages 2 0 R >>'),
    bytes('<< /Type /Pages /Kids [3 0 R] /Count 1 >>'),
    bytes(
      `<< /Type /Page /Parent 2 0 R /MediaBox ${box} /Resources ${resources} ` +
        `/Contents 4 0 R ${annotations} >>`,
    ),
    stream('', bytes(content)),
    stream(
      `/Type /XObject /Subtype /Image /Width ${width} /Height ${height} ` +
        '/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode',
      jpeg,
    ),
    bytes('<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>'),
    bytes(`<< /Title ${utf16(title)} >>`),
    ...(link
      ? [
          bytes(
            `<< /Type /Annot /Subtype /Link /Rect [${link.box.join(' ')}] /Border [0 0 0] ` +
              `/A << /S /URI /URI (${winAnsi(encodeURI(link.url))}) >> >>`,
          ),
        ]
      : []),
  ];
  return assemble(objects);
}

/** Header, objects, the table of where each begins (7.5.4), and the trailer. */
function assemble(objects: readonly Uint8Array[]): Blob {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  const put = (part: Uint8Array): void => {
    parts.push(new Uint8Array(part));
    length += part.byteLength;
  };
  put(bytes('%PDF-1.4\n%\xe2\xe3\xcf\xd3\n'));
  const offsets = objects.map((object, i) => {
    const offset = length;
    put(bytes(`${i + 1} 0 obj\n`));
    put(object);
    put(bytes('\nendobj\n'));
    return offset;
  });
  const table = length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  put(bytes(`xref\n0 ${size}\n0000000000 65535 f \n${rows}`));
  put(bytes(`trailer\n<< /Size ${size} /Root 1 0 R /Info 7 0 R >>\nstartxref\n${table}\n%%EOF\n`));
  return new Blob(parts, { type: 'application/pdf' });
}

function stream(dictionary: string, body: Uint8Array): Uint8Array {
  const head = bytes(`<< ${dictionary} /Length ${body.byteLength} >>\nstream\n`);
  const tail = bytes('\nendstream');
  const whole = new Uint8Array(head.length + body.length + tail.length);
  whole.set(head);
  whole.set(body, head.length);
  whole.set(tail, head.length + body.length);
  return whole;
}

/** One byte for each character, which all have (`winAnsi`). */
function bytes(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** Where WinAnsi has what Latin-1 lacks: dashes, quotation marks and the euro sign. */
const WIN_ANSI_ONLY: Readonly<Record<string, string>> = {
  ...{ '€': '\x80', '…': '\x85', '‘': '\x91', '’': '\x92', '“': '\x93' },
  ...{ '”': '\x94', '•': '\x95', '–': '\x96', '—': '\x97' },
};

/**
 * A string of WinAnsi (Annex D.2), whose letters from 0xa0 to 0xff are Latin-1's; others become
 * `?`.
 */
function winAnsi(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[^\x20-\x7e\xa0-\xff]/g, (character) => WIN_ANSI_ONLY[character] ?? '?')
    .replace(/[\\()]/g, '\\$&');
}

/** Text of any script (7.9.2.2): UTF-16 with its mark, in hexadecimal. */
function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, i) =>
    text.charCodeAt(i).toString(16).padStart(4, '0'),
  );
  return `<feff${units.join('')}>`;
}
