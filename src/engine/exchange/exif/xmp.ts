/**
 * When and where, from an XMP packet (ISO 16684-1; Exif in XMP, part 2). The few properties are
 * looked for by name, as attribute or as element: no XML parser runs over bytes of unknown origin,
 * and workers have none.
 */

export interface XmpFacts {
  /** When the picture was taken, as it is written. */
  readonly taken?: string;
  /** When it was made digital. */
  readonly digitised?: string;
  readonly latitude?: number;
  readonly longitude?: number;
}

/** Characters of a packet that are searched: a packet may carry a preview picture. */
const MAX_CHARS = 2 * 1024 * 1024;
/** Of one value. */
const MAX_VALUE = 64;

/** Best first. */
const TAKEN = ['exif:DateTimeOriginal', 'photoshop:DateCreated'];
const DIGITISED = ['exif:DateTimeDigitized', 'xmp:CreateDate'];

export function factsOfXmp(packet: string): XmpFacts {
  const text = packet.slice(0, MAX_CHARS);
  const first = (names: readonly string[]): string | undefined =>
    names.map((name) => valueOf(text, name)).find((value) => value !== '');
  const [taken, digitised] = [first(TAKEN), first(DIGITISED)];
  const latitude = placePart(text, 'Latitude', 'N', 'S', 90);
  const longitude = placePart(text, 'Longitude', 'E', 'W', 180);
  return {
    ...(taken === undefined ? {} : { taken }),
    ...(digitised === undefined ? {} : { digitised }),
    ...(latitude === undefined || longitude === undefined ? {} : { latitude, longitude }),
  };
}

/** Some writers keep the side apart, as EXIF does: `exif:GPSLongitudeRef`. */
function placePart(
  text: string,
  name: 'Latitude' | 'Longitude',
  positive: string,
  negative: string,
  limit: number,
): number | undefined {
  const value = valueOf(text, `exif:GPS${name}`);
  const [side = ''] = valueOf(text, `exif:GPS${name}Ref`).toUpperCase();
  const isApart = /^\d[\d.,]*$/.test(value) && (side === positive || side === negative);
  return angleOf(isApart ? value + side : value, positive, negative, limit);
}

/** The usual prefixes, and the names they stand for: a writer may choose others. */
const NAMESPACES: Readonly<Record<string, string>> = {
  exif: 'http://ns.adobe.com/exif/1.0/',
  photoshop: 'http://ns.adobe.com/photoshop/1.0/',
  xmp: 'http://ns.adobe.com/xap/1.0/',
};

function valueOf(text: string, usual: string): string {
  const [prefix = '', property = ''] = usual.split(':');
  const own = new RegExp(`xmlns:([\\w-]+)\\s*=\\s*["']${NAMESPACES[prefix]}["']`).exec(text)?.[1];
  const name = `${own ?? prefix}:${property}`;
  const attribute = new RegExp(
    `\\s${name}\\s*=\\s*(?:"([^"<]{0,${MAX_VALUE}})"|'([^'<]{0,${MAX_VALUE}})')`,
  ).exec(text);
  const element = new RegExp(
    `<${name}(?:\\s[^>]{0,${MAX_VALUE}})?>\\s*(?:<rdf:\\w+>\\s*){0,2}([^<]{0,${MAX_VALUE}})<`,
  ).exec(text);
  return (attribute?.[1] ?? attribute?.[2] ?? element?.[1] ?? '').trim();
}

/** `43,12.6N`, `43,12,36N` (XMP's GPSCoordinate), or signed decimal degrees. */
function angleOf(
  text: string,
  positive: string,
  negative: string,
  limit: number,
): number | undefined {
  const match =
    /^([-+]?\d{1,3}(?:\.\d+)?)(?:,(\d{1,2}(?:\.\d+)?))?(?:,(\d{1,2}(?:\.\d+)?))?\s*([NSEW])?$/i.exec(
      text,
    );
  if (!match) return undefined;
  const [, degrees, minutes = '0', seconds = '0', ref] = match;
  const side = ref?.toUpperCase();
  if (side !== undefined && side !== positive && side !== negative) return undefined;
  const whole = Number(degrees);
  if ((side === undefined && !degrees!.includes('.')) || (side !== undefined && whole < 0))
    return undefined;
  const angle = Math.abs(whole) + Number(minutes) / 60 + Number(seconds) / 3600;
  if (angle > limit || Number(minutes) > 60 || Number(seconds) > 60) return undefined;
  return side === negative || degrees!.startsWith('-') ? -angle : angle;
}
