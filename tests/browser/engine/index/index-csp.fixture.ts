/** Runs inside a document under the app's own policy (index-csp.test.ts). */
import { SearchIndex } from '../../../../src/engine/index';
import { clustered } from '../../../unit/engine/index/index-data';

// The test server wraps dynamic imports in a function of its test page, which this document is not.
Object.assign(globalThis, {
  __vitest_browser_runner__: { wrapDynamicImport: (load: () => unknown) => load() },
});

const violations: string[] = [];
document.addEventListener('securitypolicyviolation', (event) => {
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`);
});

async function run(): Promise<unknown> {
  const dimension = 32;
  const { vectors } = clustered(500, dimension);
  const options = { fingerprint: 'f', dimension, exactBytes: 0 };
  const index = await SearchIndex.create(options);
  vectors.forEach((vector, label) => {
    index.add(label, vector);
  });
  await index.maintain();
  const restored = await SearchIndex.restore(await index.snapshot(), options);
  restored.remove(3);
  const { neighbours, exact } = await restored.search(vectors[8]!, { k: 1 });
  const quiet = [...violations];
  // The policy is really there: what it forbids fails.
  const forbidden = [];
  try {
    // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call
    new Function('return 1')();
  } catch (error) {
    forbidden.push((error as Error).name);
  }
  forbidden.push(
    await fetch('data:,x').then(
      () => 'fetched',
      (error: unknown) => (error as Error).name,
    ),
  );
  return {
    found: neighbours[0]?.label,
    exact,
    graphSize: restored.diagnostics().graphSize,
    violations: quiet,
    forbidden,
    databases: (await indexedDB.databases()).map(({ name }) => name),
  };
}

run().then(
  (result) => parent.postMessage({ result }, '*'),
  (error: unknown) => parent.postMessage({ error: String(error) }, '*'),
);
