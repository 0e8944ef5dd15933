/**
 * What the bucket's owner pastes into the store's settings, so that a page of another origin may use
 * it (CORS). Stores take one of two forms.
 */

/** Writing never replaces and nothing is deleted, so these are all that is asked for. */
const METHODS = ['GET', 'PUT', 'HEAD'];
/** Signed requests bring `authorization` and `x-amz-…`. */
const HEADERS = ['*'];
/** The store's clock, to tell a device that its own is wrong. */
const EXPOSED = ['Date'];
/** Seconds for which a browser need not ask again. */
const MAX_AGE = 3600;

/**
 * The JSON that the consoles of AWS, R2 and others take.
 * @param origin of the app: `https://huella.example`
 */
export function corsRule(origin: string): string {
  const rule = {
    AllowedOrigins: [origin],
    AllowedMethods: METHODS,
    AllowedHeaders: HEADERS,
    ExposeHeaders: EXPOSED,
    MaxAgeSeconds: MAX_AGE,
  };
  return JSON.stringify([rule], null, 2);
}

/**
 * The XML of the S3 interface itself (`PutBucketCors`), which command-line tools send to any store.
 * @param origin as `corsRule`'s; one that browsers write holds no character of markup
 */
export function corsRuleXml(origin: string): string {
  const of = (name: string, values: readonly string[]): string[] =>
    values.map((value) => `    <${name}>${value}</${name}>`);
  return [
    '<CORSConfiguration>',
    '  <CORSRule>',
    ...of('AllowedOrigin', [origin]),
    ...of('AllowedMethod', METHODS),
    ...of('AllowedHeader', HEADERS),
    ...of('ExposeHeader', EXPOSED),
    ...of('MaxAgeSeconds', [String(MAX_AGE)]),
    '  </CORSRule>',
    '</CORSConfiguration>',
  ].join('\n');
}
