import { afterEach, expect, test } from 'vitest';
import {
  consentCacheName,
  consentedStore,
  keepConsent,
  withdrawConsent,
} from '../../../src/offline/consent';
import { allowedOrigin, allowOrigin, mayReach } from '../../../src/runtime/catalogue/consent';

const SCOPE = new URL('/consent-test/', location.href).href;
const [ONE, OTHER] = ['https://s3.example.org', 'https://s3.example.net:9000'];

afterEach(() => withdrawConsent(SCOPE));

test('a consent is kept until another takes its place or it is withdrawn', async () => {
  expect(await consentedStore(SCOPE)).toBeNull();
  // Asking leaves nothing behind.
  expect(await caches.has(consentCacheName(SCOPE))).toBe(false);
  await keepConsent(SCOPE, ONE);
  expect(await consentedStore(SCOPE)).toBe(ONE);
  await keepConsent(SCOPE, OTHER);
  expect(await consentedStore(SCOPE)).toBe(OTHER);
  await withdrawConsent(SCOPE);
  expect(await consentedStore(SCOPE)).toBeNull();
});

test('what is no single origin is neither kept nor, if another wrote it, believed', async () => {
  await expect(keepConsent(SCOPE, 'https://*.example.org')).rejects.toBeInstanceOf(TypeError);
  expect(await caches.has(consentCacheName(SCOPE))).toBe(false);
  const cache = await caches.open(consentCacheName(SCOPE));
  await keepConsent(SCOPE, ONE);
  const [kept] = await cache.keys();
  await cache.put(kept!, new Response(`${ONE} ${OTHER}`));
  expect(await consentedStore(SCOPE)).toBeNull();
});

test('a page that no service worker serves agrees to nothing', async () => {
  await expect(allowOrigin(ONE)).rejects.toMatchObject({ code: 'no-guard' });
  expect(await allowedOrigin()).toBeNull();
  expect(await mayReach(ONE)).toBe(false);
});
