/** What `npm run bench:import` counts with and what it imports. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'jpeg-js';
import { expect, test } from 'vitest';
import { KINDS, writeFiles } from '../../bench/import/photos';
import { HAS_PROC, secondsBelow } from '../../bench/import/processor';
import { results } from '../../bench/import/table';

const SAMPLE = join(import.meta.dirname, '../../../public/samples/luna-1.jpg');

test('files of one picture differ in their bytes and not in their pixels', async () => {
  const picture = await readFile(SAMPLE);
  const folder = await mkdtemp(join(tmpdir(), 'bench-import-test-'));
  try {
    const paths = await writeFiles(folder, [picture], 3);
    const files = await Promise.all(paths.map((path) => readFile(path)));
    expect(new Set(files.map((file) => file.toString('hex'))).size).toBe(3);
    const pixels = (jpeg: Buffer): string => decode(jpeg).data.toString('hex');
    expect(files.map(pixels).every((one) => one === pixels(picture))).toBe(true);
  } finally {
    await rm(folder, { recursive: true });
  }
});

// Processor time is read from /proc, which only Linux has.
test.skipIf(!HAS_PROC)(
  'processor time of processes below is counted, also once ended',
  async () => {
    const before = secondsBelow();
    // A grandchild that takes 0.4 s of the processor; its parent lives on.
    const burn = `const { cpuUsage } = process; while (cpuUsage().user < 4e5);`;
    const parent = `
    require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(burn)}]);
    console.log('ended');
    process.stdin.resume();`;
    const child = spawn(process.execPath, ['-e', parent], { stdio: ['pipe', 'pipe', 'inherit'] });
    try {
      await once(child.stdout, 'data');
      expect(secondsBelow() - before).toBeGreaterThan(0.39);
      expect(secondsBelow(child.pid)).toBeLessThan(0.1);
    } finally {
      child.kill();
    }
  },
);

test('a ratio above 1 says that the app takes longer', () => {
  const run = (seconds: number, processorSeconds: number) => ({ seconds, processorSeconds });
  const text = results(
    {
      sets: [{ kind: KINDS[0]!, pictures: [Buffer.alloc(50_000)], count: 10 }],
      imports: [
        [
          { name: 'app', runs: [run(2, 3), run(4, 3)], cosine: 1 },
          { name: 'whole', runs: [run(1, 1), run(1, 1)], cosine: 0.99951 },
        ],
      ],
      steps: [[{ step: 'hash', ms: 1.5, processorMs: 1.25 }]],
      threads: [
        {
          ...{ workers: 2, threads: 1, spinning: false, batch: 4 },
          ...{ perSecond: [3, 5, 4], processorMs: [100, 90, 80] },
        },
      ],
    },
    { machine: 'two cores', rounds: 2 },
  );
  const cells = (beginning: string): string[] =>
    text
      .split('\n')
      .find((line) => line.startsWith(`| ${beginning}`))!
      .split(' | ')
      .slice(1);
  expect(text).toContain('JPEGs of 0.05 MB, 10 a round.');
  expect(cells('Huella')).toEqual(['3.75', '300', '', '', ' |']);
  expect(cells('onnxruntime-node and sharp, every')).toEqual([
    '10.0',
    '100',
    '3.00',
    '3.00',
    '0.9995 |',
  ]);
  expect(cells('SHA-256')).toEqual(['1.50', '1.25 |']);
  expect(cells('2')).toEqual(['1', '', '4', '4.00', '90.0 |']);
});
