import { describe, expect, test } from 'vitest';
import { isCatalogueWorker, isStoreOrigin, openedTo } from '../../../src/offline/consent';
import { SECURITY_HEADERS } from '../../../tools/headers';

const POLICY = 'Content-Security-Policy';
const STORE = 'https://s3.example.org';

describe('one origin of a store', () => {
  test.each([
    STORE,
    'https://s3.example.org:9000',
    'https://192.168.1.20:3900',
    'https://[fd00::1]:9000',
    'http://localhost:8333',
    'http://127.0.0.1:8333',
    'http://[::1]:8333',
  ])('%s may be agreed to', (origin) => expect(isStoreOrigin(origin)).toBe(true));

  test.each([
    '',
    '*',
    "'self'",
    'https:',
    'https://*',
    'https://*.example.org',
    'https://s3.example.org/',
    'https://s3.example.org/bucket',
    'https://s3.example.org https://other.example',
    'https://s3.example.org;script-src *',
    'https://s3.example.org, default-src *',
    'https://user@s3.example.org',
    'HTTPS://S3.example.org',
    'http://s3.example.org',
    'http://192.168.1.20:3900',
    'http://localhost.example.org',
    'wss://s3.example.org',
    'blob:https://s3.example.org/1',
    'null',
  ])('%s is none', (text) => expect(isStoreOrigin(text)).toBe(false));
});

test('the policy gains one origin to connect to, and the rest of it and of the headers stays', async () => {
  const headers = { ...SECURITY_HEADERS, 'Content-Type': 'text/javascript' };
  const opened = openedTo(STORE, new Response('code', { headers }));
  const [before, after] = [SECURITY_HEADERS[POLICY]!, opened.headers.get(POLICY)!].map((policy) =>
    policy.split('; '),
  );
  expect(after!.filter((directive) => !before!.includes(directive))).toEqual([
    `connect-src 'self' blob: ${STORE}`,
  ]);
  expect(before!.filter((directive) => !after!.includes(directive))).toEqual([
    "connect-src 'self' blob:",
  ]);
  expect(after).toHaveLength(before!.length);
  for (const [name, value] of Object.entries(headers)) {
    if (name !== POLICY) expect(opened.headers.get(name)).toBe(value);
  }
  expect(await opened.text()).toBe('code');
});

test('of all files of a build it is the catalogue’s worker alone', () => {
  const base = 'https://huella.example/app/assets/';
  expect(isCatalogueWorker(`${base}catalogue.worker-AbCd12_4.js`)).toBe(true);
  for (const other of [
    'install.worker-AbCd1234.js',
    'catalogue-AbCd1234.js',
    'index-AbCd1234.js',
  ]) {
    expect(isCatalogueWorker(base + other)).toBe(false);
  }
});
