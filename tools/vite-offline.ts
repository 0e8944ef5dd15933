/**
 * The last steps of a build: the Content-Security-Policy in the page itself, for hosts that send no
 * headers; the web app manifests; and the service worker with the list of every file, its hash and
 * its headers. A service worker of our own and not Workbox: every file is checked against its hash
 * and has headers of its own, and neither is something its precache does.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { build, runnerImport, type Plugin } from 'vite';
import type { Build, BuiltFile, FileGroup } from '../src/offline/files.ts';
import { headersOf, metaPolicy, SECURITY_HEADERS } from './headers.ts';
import type { FirstMessages } from '../src/app/i18n/messages.ts';
import { FALLBACK, LANGUAGE_CODES, manifestName, type Language } from '../src/runtime/languages.ts';
import { manifestOf } from './manifest.ts';

const ROOT = join(import.meta.dirname, '..');
const NAME = 'service-worker.js';

/** Of what a build holds, by the end of the name. */
export const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.wasm': 'application/wasm',
  '.onnx': 'application/octet-stream',
  '.bin': 'application/octet-stream',
};

/** For maintainers, the worker itself, which the browser keeps, and compressed forms of a file. */
const LEFT_OUT = /\.(map|br|gz)$|^service-worker\.js$/;

/** Ordered: the first that fits. */
const GROUPS: readonly (readonly [RegExp, FileGroup])[] = [
  [/^assets\/.*\bjspi\b/, 'jspi'],
  [/^assets\/.*\basyncify\b|^assets\/ort\.webgpu\b/, 'asyncify'],
  [/^models\/xfeat\.|^assets\/local\.worker/, 'markings'],
  [/^models\/detector\.|^assets\/detector\.worker/, 'detector'],
  [/^assets\/catalogue\.worker/, 'catalogue'],
  [/^samples\/|^screenshots\/|^icons\/.*\.png$|\/LICENSE/, 'extra'],
  [/^/, 'core'],
];

/** Everything under a built folder, as the service worker will know it. */
export function listBuild(folder: string): Build {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
  const files = paths.map((path): BuiltFile => {
    const bytes = readFileSync(join(folder, path));
    const type = TYPES[extname(path)];
    if (type === undefined) throw new Error(`tools/vite-offline.ts knows no type for ${path}.`);
    return {
      path: path === 'index.html' ? '' : path,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes: bytes.length,
      type,
      group: GROUPS.find(([pattern]) => pattern.test(path))![1],
    };
  });
  const usual = SECURITY_HEADERS['Content-Security-Policy']!;
  const policies = Object.fromEntries(
    files
      .map(({ path }) => [path, headersOf(`/${path}`)['Content-Security-Policy']!] as const)
      .filter(([, policy]) => policy !== usual),
  );
  return { files, headers: SECURITY_HEADERS, policies };
}

/** Writes the service worker of a built folder into it. */
export async function writeServiceWorker(folder: string): Promise<void> {
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __BUILD__: JSON.stringify(listBuild(folder)) },
    build: {
      target: 'es2023',
      outDir: folder,
      emptyOutDir: false,
      minify: true,
      lib: {
        entry: join(ROOT, 'src/service-worker.ts'),
        formats: ['iife'],
        name: 'huella',
        fileName: () => NAME,
      },
    },
  });
}

/** Through Vite, which finds modules the way the app's own build does. */
async function wordsOf(language: Language): Promise<FirstMessages> {
  const path = join(ROOT, 'src/app/i18n/languages', language, 'index.ts');
  return (await runnerImport<{ readonly messages: FirstMessages }>(path)).module.messages;
}

export function offline(): Plugin {
  let folder = '';
  return {
    name: 'huella:offline',
    apply: 'build',
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: metaPolicy() },
        injectTo: 'head-prepend',
      },
      { tag: 'link', attrs: { rel: 'manifest', href: `./${manifestName(FALLBACK)}` } },
    ],
    async generateBundle() {
      for (const language of LANGUAGE_CODES) {
        const source = JSON.stringify(manifestOf(language, await wordsOf(language)));
        this.emitFile({ type: 'asset', fileName: manifestName(language), source });
      }
    },
    closeBundle: () => writeServiceWorker(folder),
  };
}
