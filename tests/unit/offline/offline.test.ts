import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { messagesOf } from '../../../src/app/i18n/languages';
import { headersFor, type Build, type BuiltFile } from '../../../src/offline/files';
import { LANGUAGE_CODES } from '../../../src/runtime/languages';
import { headersOf, metaPolicy, SECURITY_HEADERS } from '../../../tools/headers';
import { manifestOf } from '../../../tools/manifest';

const file = (path: string): BuiltFile => ({
  path,
  sha256: '',
  bytes: 0,
  type: 'text/javascript',
  group: 'core',
});
const INSTALLER = 'assets/install.worker-AbCd1234.js';
const build: Build = {
  files: [],
  headers: SECURITY_HEADERS,
  policies: { [INSTALLER]: headersOf(`/${INSTALLER}`)['Content-Security-Policy']! },
};

describe('the headers of a kept file', () => {
  test('are the server’s own where it sends them', () => {
    const sent = new Headers({ 'Content-Security-Policy': "default-src 'none'", 'X-Own': 'kept' });
    const headers = headersFor(file('assets/a.js'), sent, build);
    expect(headers.get('Content-Security-Policy')).toBe("default-src 'none'");
    expect(headers.get('X-Own')).toBe('kept');
    expect(headers.get('Cross-Origin-Embedder-Policy')).toBe('require-corp');
  });

  test('are the build’s where the server sends none, each file with its own policy', () => {
    const policyOf = (path: string): string =>
      headersFor(file(path), new Headers(), build).get('Content-Security-Policy')!;
    for (const path of ['', 'assets/library.worker-AbCd1234.js', INSTALLER]) {
      expect(policyOf(path)).toBe(headersOf(`/${path}`)['Content-Security-Policy']);
    }
    expect(policyOf(INSTALLER)).not.toBe(policyOf(''));
  });

  test('say what the bytes are, not how they travelled', () => {
    const sent = new Headers({
      'Content-Type': 'application/octet-stream',
      'Content-Encoding': 'br',
    });
    const headers = headersFor(file('assets/a.mjs'), sent, build);
    expect(headers.get('Content-Type')).toBe('text/javascript');
    expect(headers.has('Content-Encoding')).toBe(false);
  });
});

test('the page’s own policy is the served one, less what a meta element may not say', () => {
  const served = SECURITY_HEADERS['Content-Security-Policy']!.split('; ');
  const own = metaPolicy().split('; ');
  expect(served.filter((directive) => !own.includes(directive))).toEqual([
    "frame-ancestors 'none'",
  ]);
  expect(own).toContain("require-trusted-types-for 'script'");
  expect(metaPolicy()).not.toMatch(/'unsafe-(eval|inline)'|https?:/);
});

/** Width and height in a PNG's header; in a JPEG's first frame. */
function sizeOf(path: string): string {
  const bytes = readFileSync(path);
  if (path.endsWith('.png')) return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
  let at = 2;
  while (!(bytes[at + 1]! >= 0xc0 && bytes[at + 1]! <= 0xc2)) at += 2 + bytes.readUInt16BE(at + 2);
  return `${bytes.readUInt16BE(at + 7)}x${bytes.readUInt16BE(at + 5)}`;
}

const manifests = await Promise.all(
  LANGUAGE_CODES.map(
    async (language) => [language, manifestOf(language, await messagesOf(language))] as const,
  ),
);

describe.each(manifests)('the manifest in %s', (_, manifest) => {
  const text = JSON.stringify(manifest);

  test('names no address outside its folder', () => {
    expect(text).not.toMatch(/"(\/|https?:)/);
    expect(
      [...text.matchAll(/"(?:src|url|action|id|start_url|scope)":"([^"]*)"/g)].length,
    ).toBeGreaterThan(8);
  });

  test('names pictures that are there, in the size they have', () => {
    const pictures = [...text.matchAll(/"src":"([^"]+)","sizes":"(\d+x\d+)"/g)];
    expect(pictures.length).toBeGreaterThanOrEqual(7);
    for (const [, src = '', sizes] of pictures) {
      const path = join('public', src);
      expect(existsSync(path), path).toBe(true);
      expect(sizeOf(path), path).toBe(sizes);
    }
  });
});

describe('the dependency audit', () => {
  /** Runs it with an npm that answers this. */
  function auditWith(answer: string): { code: number | null; text: string } {
    const folder = mkdtempSync(join(tmpdir(), 'huella-audit-'));
    const npm = join(folder, 'npm');
    writeFileSync(npm, `#!/bin/sh\ncat <<'END'\n${answer}\nEND\n`);
    chmodSync(npm, 0o755);
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/audit.mjs'], {
      encoding: 'utf8',
      env: { ...process.env, PATH: folder + delimiter + process.env['PATH']! },
    });
    return { code: status, text: stdout + stderr };
  }
  const counts = (high: number): string =>
    JSON.stringify({
      metadata: { vulnerabilities: { low: 3, high, critical: 0 } },
      vulnerabilities: { bad: { name: 'bad', severity: 'high', range: '<2' } },
    });

  test('fails by name on what is known and high', () => {
    const { code, text } = auditWith(counts(1));
    expect(code).toBe(1);
    expect(text).toContain('high: bad <2');
  });

  test('passes when nothing is', () => expect(auditWith(counts(0)).code).toBe(0));

  test.each(['{"message":"405"}', 'no JSON at all', ''])(
    'goes on, and says so, without an answer: %s',
    (answer) => {
      const { code, text } = auditWith(answer);
      expect(code).toBe(0);
      expect(text).toContain('not done');
    },
  );
});
