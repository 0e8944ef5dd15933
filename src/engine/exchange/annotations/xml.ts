/** Elements and attributes of XML, looked for by name: workers have no XML parser. */

/** Of one value. */
const MAX_VALUE = 512;

/** The text of the first element of a name; empty when there is none. */
export function valueIn(xml: string, name: string): string {
  const found = new RegExp(
    `<${name}(?:\\s[^>]*)?>\\s*(?:<!\\[CDATA\\[([^\\]]{0,${MAX_VALUE}})\\]\\]>|([^<]{0,${MAX_VALUE}}))\\s*<`,
  ).exec(xml);
  return (found?.[1] ?? unescaped(found?.[2] ?? '')).trim();
}

/** NaN when there is none, or it is no number. */
export function numberIn(xml: string, name: string): number {
  const value = valueIn(xml, name);
  return value === '' ? NaN : Number(value);
}

/** The value of an attribute of an element's beginning; empty when it has none. */
export function attributeIn(element: string, name: string): string {
  const found = new RegExp(
    `\\s${name}\\s*=\\s*(?:"([^"]{0,${MAX_VALUE}})"|'([^']{0,${MAX_VALUE}})')`,
  ).exec(element);
  return unescaped(found?.[1] ?? found?.[2] ?? '').trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The characters that XML 1.0 writes with a name or a number. */
function unescaped(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|(\w+));/gi,
    (written, decimal, hex, name) => {
      const code = decimal ? Number(decimal) : hex ? parseInt(hex as string, 16) : null;
      if (code === null) return ENTITIES[name as string] ?? written;
      return code <= 0x10ffff ? String.fromCodePoint(code) : written;
    },
  );
}
