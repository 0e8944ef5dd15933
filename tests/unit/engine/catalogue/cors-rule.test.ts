import { expect, test } from 'vitest';
import { corsRule, corsRuleXml } from '../../../../src/engine/catalogue/cors-rule';

test('both forms of the rule say the same', () => {
  const [rule] = JSON.parse(corsRule('https://huella.example')) as [Record<string, unknown>];
  const xml = corsRuleXml('https://huella.example');
  const all = (name: string): string[] =>
    [...xml.matchAll(new RegExp(`<${name}>([^<]+)</${name}>`, 'g'))].map(([, value]) => value!);
  expect(rule).toEqual({
    AllowedOrigins: ['https://huella.example'],
    AllowedMethods: ['GET', 'PUT', 'HEAD'],
    AllowedHeaders: ['*'],
    ExposeHeaders: ['Date'],
    MaxAgeSeconds: 3600,
  });
  expect(all('AllowedOrigin')).toEqual(rule['AllowedOrigins']);
  expect(all('AllowedMethod')).toEqual(rule['AllowedMethods']);
  expect(all('AllowedHeader')).toEqual(rule['AllowedHeaders']);
  expect(all('ExposeHeader')).toEqual(rule['ExposeHeaders']);
  expect(all('MaxAgeSeconds')).toEqual(['3600']);
});
