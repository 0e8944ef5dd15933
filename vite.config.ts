import { join } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { headersOf, SECURITY_HEADERS } from './tools/headers.ts';
import { hnswlib } from './tools/vite-hnswlib.ts';
import { servePrecompressed } from './tools/precompressed.ts';
import { offline } from './tools/vite-offline.ts';
import packageJson from './package.json' with { type: 'json' };

// The development server injects inline styles and scripts for hot reload, so it alone goes without
// the policy.
const isolationHeaders = Object.fromEntries(
  Object.entries(SECURITY_HEADERS).filter(([name]) => name !== 'Content-Security-Policy'),
);

/**
 * Vite's preview compresses anew what each page loads: half a second of a core, which tests do not
 * spend.
 */
const UNCOMPRESSED = Boolean(process.env['HUELLA_UNCOMPRESSED']);

/** Instead of `preview.headers`, which are the same for every file: one worker's policy is not. */
function headersByPath(): Plugin {
  return {
    name: 'huella:headers-by-path',
    configurePreviewServer(server) {
      server.middlewares.use((request, response, next) => {
        const { pathname } = new URL(request.url ?? '/', 'http://localhost');
        if (UNCOMPRESSED) delete request.headers['accept-encoding'];
        for (const [name, value] of Object.entries(headersOf(pathname)))
          response.setHeader(name, value);
        next();
      });
    },
  };
}

/** What `npm start` or `npm run compress` has compressed goes out so. */
function precompressed(): Plugin {
  return {
    name: 'huella:precompressed',
    configurePreviewServer({ config, middlewares }) {
      middlewares.use(servePrecompressed(join(config.root, config.build.outDir)));
    },
  };
}

/** Simple hosts do not know .mjs and send it as bytes, which no browser runs as a module. */
const output = {
  assetFileNames: ({ names }: { readonly names: readonly string[] }): string =>
    names[0]?.endsWith('.mjs') ? 'assets/[name]-[hash].js' : 'assets/[name]-[hash][extname]',
};

/**
 * What the first screen shows, in one file: sixteen small ones, each compressed by itself, are two
 * kilobytes more. Other screens use the same parts.
 */
const FIRST_SCREEN =
  /src\/app\/(ui\/(Dialog|Empty|FilePicker|IconButton|Lazy|Mark|NameDialog|Notice|PhotoTile|ProgressLine|Segmented|Thumb|original)|answer\/(Basis|Sureness)|crop\/CropPreview|lost\/StatusBadge)\.svelte/;

export default defineConfig({
  // Relative addresses: the build runs from any folder of any static host.
  base: './',
  plugins: [svelte(), hnswlib(), headersByPath(), precompressed(), offline()],
  // onnxruntime-web's bundle would load our worker chunk as its pthread; with the external wasm it
  // loads its own file.
  resolve: {
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  define: { __VERSION__: JSON.stringify(packageJson.version) },
  worker: { format: 'es', plugins: () => [hnswlib()], rolldownOptions: { output } },
  build: {
    target: 'es2023',
    sourcemap: true,
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        ...output,
        codeSplitting: { groups: [{ name: 'first-screen', test: FIRST_SCREEN }] },
      },
    },
  },
  server: { headers: isolationHeaders },
});
