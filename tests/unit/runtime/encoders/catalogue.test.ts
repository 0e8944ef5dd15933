import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { loadCatalogue, requestFor } from '../../../../src/runtime/encoders/install';

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

test("what a model's file does not say of itself, its request says", async () => {
  answer = () => Promise.resolve(new Response(CATALOGUE));
  const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
  expect(await requestFor('megadescriptor-clip-336')).toMatchObject({
    source: expect.stringMatching(/MegaDescriptor-CLIP-336\/.*pytorch_model\.bin$/) as string,
    licence: 'CC BY-NC 4.0',
    facts: { activation: 'gelu', normalisation: imagenet },
  });
  expect((await requestFor('megadescriptor-t-224')).facts).toBeUndefined();
});
