import { expect, test } from 'vitest';
import headers from '../../../../tools/headers.ts?raw';
import fixture from './index-csp.fixture?url';

/** The module that serves the policy runs in Node only: its text is read instead. */
function readPolicy(): string[] {
  const [, list = ''] = /'Content-Security-Policy': \[([^\]]*)\]\.join/.exec(headers) ?? [];
  return [...list.matchAll(/"([^"]+)"/g)].map(([, directive = '']) => directive);
}

/**
 * A document under the policy of the production build; frame-ancestors has no meaning in a meta
 * element.
 */
function runUnderPolicy(): Promise<unknown> {
  const policy = readPolicy()
    .filter((directive) => !directive.startsWith('frame-ancestors'))
    .join('; ');
  const frame = document.createElement('iframe');
  frame.srcdoc =
    `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}">` +
    `<script type="module" src="${new URL(fixture, location.href).href}"></script>`;
  const answer = new Promise((resolve) => {
    addEventListener(
      'message',
      function listen({ source, data }: MessageEvent<{ result?: unknown; error?: string }>) {
        if (source !== frame.contentWindow) return;
        removeEventListener('message', listen);
        resolve(data.error ?? data.result);
      },
    );
  });
  document.body.append(frame);
  return answer.finally(() => {
    frame.remove();
  });
}

test('the graph is built, saved, loaded and searched without eval, data: addresses or a database of its own', async () => {
  expect(readPolicy()).toContain("script-src 'self' 'wasm-unsafe-eval'");
  const databases = (await indexedDB.databases()).map(({ name }) => name);
  expect(await runUnderPolicy()).toEqual({
    found: 8,
    exact: false,
    graphSize: 499,
    violations: [],
    forbidden: ['EvalError', 'TypeError'],
    databases,
  });
});
