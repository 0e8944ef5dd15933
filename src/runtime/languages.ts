/** The languages a person can choose, each by its own name. Their words are in `app/i18n`. */
export const LANGUAGES = {
  en: 'English',
  es: 'Español',
  'pt-BR': 'Português (Brasil)',
} as const;

/** A BCP 47 tag. */
export type Language = keyof typeof LANGUAGES;

export const LANGUAGE_CODES = Object.keys(LANGUAGES) as readonly Language[];

/** Spoken where none of a browser's languages is known. */
export const FALLBACK: Language = 'en';

/**
 * The first language of `wanted` that Huella speaks, best the very tag, else another region's form
 * of the same language (`es-MX` reads `es`, `pt-PT` reads `pt-BR`).
 *
 * @param wanted BCP 47 tags, the best first, as in `navigator.languages`
 */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const same = LANGUAGE_CODES.find((code) => code.toLowerCase() === tag.toLowerCase());
    const spoken = same ?? LANGUAGE_CODES.find((code) => baseOf(code) === baseOf(tag));
    if (spoken) return spoken;
  }
  return FALLBACK;
}

/** The language of a tag without its region: `pt` of `pt-BR`. */
export function baseOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? '';
}

/** The web app manifest in a language, beside index.html; `tools/manifest.ts` makes it. */
export const manifestName = (language: Language): string =>
  language === FALLBACK ? 'manifest.webmanifest' : `manifest.${language}.webmanifest`;
