import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  COLUMNS,
  deviceWords,
  figure,
  lineOf,
  type Told,
} from '../../../../src/app/diagnostics/device-line';

const AGENTS = {
  firefox: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.3537.57',
};

const agentData = (model: string): NonNullable<Told['userAgentData']> => ({
  platform: 'Android',
  getHighEntropyValues: () =>
    Promise.resolve({
      model,
      fullVersionList: [
        { brand: 'Not)A;Brand', version: '8.0.0.0' },
        { brand: 'Chromium', version: '150.0.7204.63' },
        { brand: 'Google Chrome', version: '150.0.7204.63' },
      ],
    }),
});

describe('what the browser tells of the device', () => {
  test('in Chromium by its hints: model, memory, and its own name beside its engine’s', async () => {
    const told = { userAgent: AGENTS.edge, hardwareConcurrency: 8, deviceMemory: 4 };
    expect(await deviceWords({ ...told, userAgentData: agentData('Pixel 7') })).toEqual({
      device: 'Pixel 7, Android, 8 cores, 4 GB',
      browser: 'Google Chrome 150.0.7204.63',
    });
    expect((await deviceWords({ ...told, userAgentData: agentData('') })).device).toBe(
      'Android, 8 cores, 4 GB',
    );
  });

  test('elsewhere by what it calls itself; hints that are refused are done without', async () => {
    const words = (userAgent: string): Promise<object> =>
      deviceWords({ userAgent, hardwareConcurrency: 6 });
    expect(await words(AGENTS.firefox)).toEqual({
      ...{ device: 'Linux x86_64, 6 cores', browser: 'Firefox 140.0' },
    });
    expect(await words(AGENTS.iphone)).toEqual({
      ...{ device: 'iPhone, 6 cores', browser: 'Safari 18.5' },
    });
    const refusing = {
      platform: 'Windows',
      getHighEntropyValues: () => Promise.reject(new DOMException('no', 'NotAllowedError')),
    };
    expect(
      await deviceWords({
        ...{ userAgent: AGENTS.edge, hardwareConcurrency: 6, userAgentData: refusing },
      }),
    ).toEqual({ device: 'Windows, 6 cores', browser: 'Edge 150.0.3537.57' });
  });
});

const DEVICE = { device: 'Linux, 2 cores', browser: 'Chromium 156.0.8078.79' };
const MEASURED = { day: new Date('2026-11-30T10:00:00Z'), version: '0.1.0' };
const TIMES = {
  ...{ firstMs: 1234, photoMs: 58.26, photos: 20, threads: 2, adapter: '' },
  ...{ wasmBytes: 95_400_000, gpuBytes: 0 },
};
const ROW = {
  ...({ name: 'EfficientNet-Lite0', backend: 'wasm', precision: 'fp32', times: TIMES } as const),
  searches: [
    { photos: 1000, exactMs: 0.072, graph: 'unused', graphMs: null },
    { photos: 10_000, exactMs: 0.9, graph: 'unused', graphMs: null },
    { photos: 100_000, exactMs: 12.34, graph: 'timed', graphMs: 1.61 },
  ] as const,
};

describe('the line', () => {
  test('has every figure in the table’s order', () => {
    expect(lineOf(ROW, DEVICE, MEASURED)).toBe(
      '| Linux, 2 cores | Chromium 156.0.8078.79 | EfficientNet-Lite0 | WASM, 2 threads | fp32 | 58 | 1.2 | 95 | 0.072 / 0.9 / 12 (graph 1.6) | 2026-11-30, 0.1.0 |',
    );
  });

  test('names the adapter and the memory of WebGPU; what was not measured is a dash', () => {
    const times = {
      ...TIMES,
      photoMs: null,
      threads: 1,
      adapter: 'intel gen-12lp',
      gpuBytes: 33e6,
    };
    const row = { ...ROW, backend: 'webgpu', searches: [], times } as const;
    const cells = lineOf(row, DEVICE, MEASURED).split(' | ');
    expect(cells[3]).toBe('WebGPU, intel gen-12lp');
    expect(cells.slice(5, 9)).toEqual(['–', '1.2', '95 + 33 GPU', '–']);
    const unknown = { ...row, times: { ...times, adapter: '', wasmBytes: null } };
    const others = lineOf(unknown, DEVICE, MEASURED).split(' | ');
    expect([others[3], others[7]]).toEqual(['WebGPU', '–']);
    expect(lineOf({ ...ROW, times: { ...TIMES, threads: 1 } }, DEVICE, MEASURED)).toContain(
      '| WASM, 1 thread |',
    );
  });

  test('stays one line of so many cells whatever a model is called', () => {
    const line = lineOf({ ...ROW, name: 'my | model\nof | 2026' }, DEVICE, MEASURED);
    expect(line).toContain('| my \\| model of \\| 2026 |');
    expect(line.split(/(?<!\\)\|/)).toHaveLength(COLUMNS.length + 2);
  });

  test.each([
    [0.0042, '<0.01'],
    [0.0714, '0.071'],
    [7.26, '7.3'],
    [99.4, '99'],
    [1234.4, '1234'],
  ])('%f is written %s', (value, text) => {
    expect(figure(value)).toBe(text);
  });
});

test('docs/devices.md has these columns, and lines of as many', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../../docs/devices.md'), 'utf8');
  const lines = text.split('\n').filter((line) => line.startsWith('|'));
  const cells = lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  expect(cells[0]!.slice(1, -1)).toEqual(COLUMNS);
  for (const line of cells) expect(line).toHaveLength(COLUMNS.length + 2);
});
