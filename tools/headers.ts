/**
 * Where checkpoints may be fetched from: the model hub and the hosts it forwards to.
 * `HUELLA_MODEL_HOSTS`, separated by spaces, replaces them for a mirror (and for the tests'
 * stand-in).
 */
const MODEL_HOSTS =
  process.env['HUELLA_MODEL_HOSTS'] ??
  'https://huggingface.co https://*.huggingface.co https://*.hf.co';

/**
 * The one Content-Security-Policy and isolation header set, used by the development server, `npm
 * start` and the tests. Nothing is allowed but the app's own origin; WebAssembly may compile, text
 * may not become code.
 */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self' blob:",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    // Text becomes an address of code only through `workers/trusted-urls.ts`, and markup only
    // through Svelte's own templates.
    "require-trusted-types-for 'script'",
    'trusted-types default svelte-trusted-html',
  ].join('; '),
  // Cross-origin isolation gives WebAssembly its threads.
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Permissions-Policy': 'camera=(self), geolocation=(self), microphone=()',
};

/** A worker's policy comes with its own file: this one, and no other, may reach the model hosts. */
export const INSTALL_WORKER = /\/install\.worker-[\w-]+\.js$/;

/** What `path` is served with. */
export function headersOf(path: string): Readonly<Record<string, string>> {
  if (!INSTALL_WORKER.test(path)) return SECURITY_HEADERS;
  const policy = SECURITY_HEADERS['Content-Security-Policy']!;
  return {
    ...SECURITY_HEADERS,
    'Content-Security-Policy': policy.replace(
      "connect-src 'self'",
      `connect-src 'self' ${MODEL_HOSTS}`,
    ),
  };
}

/** For the page's own markup: what a `<meta>` may say of the policy. */
export function metaPolicy(): string {
  return SECURITY_HEADERS['Content-Security-Policy']!.split('; ')
    .filter((directive) => !directive.startsWith('frame-ancestors'))
    .join('; ');
}
