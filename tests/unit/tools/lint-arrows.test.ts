import { ESLint } from 'eslint';
import { beforeAll, describe, expect, test } from 'vitest';

/** The lint rules that hold the house's doors shut, tried on code that would open them. */
let eslint: ESLint;
beforeAll(() => {
  eslint = new ESLint({
    // Type-aware rules need files on disk; the arrows do not.
    overrideConfig: {
      languageOptions: { parserOptions: { projectService: false, project: null } },
    },
    ruleFilter: ({ ruleId }) => ruleId.startsWith('huella/'),
  });
});

async function refused(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return result!.messages.map((message) => message.ruleId ?? message.message);
}

describe('each outside library has one door', () => {
  test.each([
    ['onnxruntime-web/webgpu', 'src/engine/encoder/queue.ts', 'src/engine/ort/session.ts'],
    ['hnswlib-wasm', 'src/engine/index/exact.ts', 'src/engine/index/hnsw.ts'],
    ['idb', 'src/engine/gallery/gallery.ts', 'src/engine/library/schema.ts'],
    [
      '@zip.js/zip.js/lib/zip-core-custom.js',
      'src/engine/exchange/exif.ts',
      'src/engine/exchange/zip/read.ts',
    ],
    ['papaparse', 'src/engine/exchange/exif.ts', 'src/engine/exchange/csv/read.ts'],
    ['comlink', 'src/engine/encoder/supervisor.ts', 'src/workers/spawn.ts'],
    ['comlink', 'src/runtime/backups.ts', 'src/workers/serve.ts'],
    ['svelte', 'src/workers/spawn.ts', 'src/main.ts'],
    ['svelte', 'src/workers/spawn.ts', 'src/app/charts/draw.ts'],
    ['chart.js', 'src/app/evaluate/charts.ts', 'src/app/charts/draw.ts'],
    ['svelte', 'src/runtime/work.ts', 'src/app/context.ts'],
  ])('%s is refused in %s and allowed in %s', async (library, outside, door) => {
    const code = `import * as it from '${library}';\nconsole.log(it);\n`;
    expect(await refused(outside, code)).toEqual(['huella/doors']);
    expect(await refused(door, code)).toEqual([]);
  });
});

describe('arrows point one way', () => {
  test.each([
    ['src/engine/encoder/queue.ts', '../library/schema'],
    ['src/engine/library/schema.ts', '../index/types'],
    ['src/engine/index/types.ts', '../../app/context'],
    ['src/engine/index/types.ts', '../../runtime/api'],
    ['src/engine/index/types.ts', '../../workers/spawn'],
    ['src/workers/spawn.ts', '../app/context'],
    ['src/workers/spawn.ts', '../runtime/api'],
    ['src/runtime/tabs/tabs.ts', '../../app/context'],
    ['src/engine/encoder/queue.ts', '../../workers/spawn'],
    // A room whose name begins like another's is another room.
    ['src/engine/encoder/queue.ts', '../encoders/card'],
  ])('%s may not import %s', async (file, target) => {
    const code = `import * as it from '${target}';\nconsole.log(it);\n`;
    expect(await refused(file, code)).toEqual(['huella/arrows']);
  });

  test('what the plan allows passes', async () => {
    const code = `import { HuellaError } from '../errors';\nimport * as it from './card';\nconsole.log(HuellaError, it);\n`;
    expect(await refused('src/engine/encoder/queue.ts', code)).toEqual([]);
  });
});
