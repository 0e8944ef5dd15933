/** The words of a report and its poster: fetched with the screens that say them. */
import type { Language } from '../../runtime/languages';
import type { Reporting } from './messages';

const LOADERS: Readonly<Record<Language, () => Promise<{ readonly reporting: Reporting }>>> = {
  en: () => import('./languages/en/reporting'),
  es: () => import('./languages/es/reporting'),
  'pt-BR': () => import('./languages/pt-BR/reporting'),
};

export async function reportingOf(language: Language): Promise<Reporting> {
  return (await LOADERS[language]()).reporting;
}
