import { describe, expect, test } from 'vitest';
import { createFormatters, fill } from '../../../../src/app/i18n/format';
import { messagesOf } from '../../../../src/app/i18n/languages';
import { ERROR_CODES } from '../../../../src/engine/errors';
import { LANGUAGE_CODES, pickLanguage } from '../../../../src/runtime/languages';

const en = await messagesOf('en');
const es = await messagesOf('es');

describe('the language', () => {
  test('is the first of the browser that Huella speaks, whatever its region', () => {
    expect(pickLanguage(['fr-FR', 'es-MX', 'en-GB'])).toBe('es');
    expect(pickLanguage(['EN-gb'])).toBe('en');
  });

  test('is another region’s form where the very one is not spoken', () => {
    expect(pickLanguage(['pt-BR', 'es'])).toBe('pt-BR');
    expect(pickLanguage(['pt-PT'])).toBe('pt-BR');
  });

  test('is English where none is known', () => {
    expect(pickLanguage(['eu', 'fr'])).toBe('en');
    expect(pickLanguage([])).toBe('en');
  });
});

test('numbers, plurals and similarities as each language writes them', () => {
  expect(en.common.photos(1)).toBe('1 photo');
  expect(en.common.photos(12_345)).toBe('12,345 photos');
  expect(es.common.photos(1)).toBe('1 foto');
  expect(es.common.photos(12_345)).toBe('12.345 fotos');
  expect(createFormatters('es').similarity(0.876)).toBe('0,88');
  expect(createFormatters('en').bytes(7_945_271)).toBe('7.9 MB');
  expect(createFormatters('en').bytes(0)).toBe('0 bytes');
  expect(createFormatters('es').duration(130)).toBe('2 minutos');
});

test('a sentence takes its values, and leaves no gap for one that is missing', () => {
  expect(fill('It is {width} wide.', { width: 5 })).toBe('It is 5 wide.');
  expect(fill('It is {width} wide.', {})).toBe('It is wide.');
});

describe.each(LANGUAGE_CODES)('the words of %s', async (language) => {
  const words = await messagesOf(language);

  test('have a sentence of their own for every failure, with the same values', () => {
    const valuesOf = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const code of ERROR_CODES) {
      expect(words.errors[code]).toMatch(/\S.*[.]$/);
      expect(valuesOf(words.errors[code])).toEqual(valuesOf(en.errors[code]));
      if (language !== 'en') expect(words.errors[code]).not.toBe(en.errors[code]);
    }
  });
});

test('what is not known is called by one name in Spanish, on every screen', () => {
  const said = [es.surveys.noSpecies, es.evaluate.noSpecies, es.lost.notSaid];
  expect([...new Set(said)]).toEqual(['Sin indicar']);
});
