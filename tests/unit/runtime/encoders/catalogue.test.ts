import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCatalogue } from '../../../../src/runtime/encoders/install';

const CATALOGUE = readFileSync('public/models/catalogue.json', 'utf8');

let answer: () => Promise<Response>;

beforeEach(() => {
  vi.stubGlobal('document', { baseURI: 'http://localhost/' });
  vi.stubGlobal('fetch', () => answer());
});
afterEach(() => vi.unstubAllGlobals());

test('an answer that is an error is no catalogue, and the next call asks again', async () => {
  // A host may send its errors as JSON of any shape.
  answer = () => Promise.resolve(new Response(CATALOGUE, { status: 503 }));
  await expect(loadCatalogue()).rejects.toMatchObject({ code: 'network-needed' });
  answer = () => Promise.reject(new TypeError('failed to fetch'));
  await expect(loadCatalogue()).rejects.toMatchObject({ code: 'network-needed' });
  answer = () => Promise.resolve(new Response(CATALOGUE));
  expect((await loadCatalogue()).variants.length).toBeGreaterThan(0);
});
