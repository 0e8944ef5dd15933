/**
 * `npm run evaluate:boxes -- DIR [--scenes N] [--seed N] [--out FOLDER]`
 *
 * Pastes labelled crops into larger pictures (`scenes.ts`), 1 to 4 animals each, 10 to 60 % of the
 * shorter side, and measures with the production build: how many of the animals `huella.detect`
 * boxes, and how often the same individual comes first for the crops' files, for the true box of
 * the scene, for the detector's box, and for the whole scene. DIR is as `npm run evaluate` takes
 * it: `metadata.csv` with `identity, path` and perhaps `split`. With `--out` the scenes are only
 * written into a folder, for `closer.py`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import Papa from 'papaparse';
import type { Detection } from '../../../src/engine/detector/detection';
import type { Crop } from '../../../src/engine/types';
import { openApp } from '../../../tools/app';
import { composeScene, overlap, type Scene } from './scenes';

/** What counts as found: the usual half of the union. */
const LEAST_OVERLAP = 0.5;
/** Recall is given where at least this share of the boxes is right. */
const PRECISION = 0.85;
/** Photos handed to the page in one call. */
const BATCH = 50;

interface Row {
  readonly identity: string;
  readonly path: string;
  readonly split?: string;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scenes: { type: 'string', default: '60' },
    seed: { type: 'string', default: '1' },
    out: { type: 'string' },
  },
});
const [folder] = positionals;
if (!folder) {
  console.error('Usage: npm run evaluate:boxes -- DIR [--scenes N] [--seed N]');
  process.exit(2);
}
const { data: rows } = Papa.parse<Row>(readFileSync(join(folder, 'metadata.csv'), 'utf8'), {
  header: true,
  skipEmptyLines: true,
});
const hasSplit = rows.some(({ split }) => split === 'test');
const files = rows.map(({ path }) => readFileSync(resolve(folder, path)));
const gallery = rows.flatMap((row, i) => (!hasSplit || row.split === 'train' ? [i] : []));
const queries = rows.flatMap((row, i) => (!hasSplit || row.split === 'test' ? [i] : []));
const scenes = Array.from({ length: Number(values.scenes) }, (_, i): Scene => {
  const scene = composeScene(
    queries.map((row) => files[row]!),
    Number(values.seed) * 1000 + i,
  );
  const animals = scene.animals.map(({ crop, box }) => ({ crop: queries[crop]!, box }));
  return { ...scene, animals };
});

if (values.out !== undefined) {
  mkdirSync(values.out, { recursive: true });
  scenes.forEach(({ jpeg }, i) => writeFileSync(join(values.out!, `${i}.jpg`), jpeg));
  const known = { rows, scenes: scenes.map(({ animals }) => animals) };
  writeFileSync(join(values.out, 'scenes.json'), JSON.stringify(known));
  process.exit(0);
}

/**
 * Whether each box is right, surest first over all scenes, and the recall where the precision still
 * holds.
 */
function judge(found: readonly (readonly Detection[])[]): { recall: number; least: number } {
  const total = scenes.reduce((sum, { animals }) => sum + animals.length, 0);
  const boxes = found.flatMap((detections, i) => {
    const taken = new Set<number>();
    return detections.map(({ crop, score }) => {
      const animals = scenes[i]!.animals;
      const match = animals.findIndex(
        ({ box }, j) => !taken.has(j) && overlap(box, crop) >= LEAST_OVERLAP,
      );
      if (match >= 0) taken.add(match);
      return { score, right: match >= 0 };
    });
  });
  boxes.sort((a, b) => b.score - a.score);
  let right = 0;
  let best = { recall: 0, least: 1 };
  boxes.forEach((box, i) => {
    if (box.right) right += 1;
    if (right / (i + 1) >= PRECISION) best = { recall: right / total, least: box.score };
  });
  return best;
}

declare global {
  interface Window {
    /** Pictures handed to the page, by name. */
    pictures?: Record<string, Blob>;
  }
}

const app = await openApp();
try {
  const { page, origin } = app;
  await page.goto(origin);
  await page.evaluate(async () => {
    await window.huella.settings.set({ backend: 'wasm', markings: 'never', learning: 'off' });
    await window.huella.ready;
  });

  /** Not by address: the service worker, once it serves the page, asks the server for it. */
  const handOver = async (name: string, bytes: Uint8Array): Promise<void> => {
    await page.evaluate(
      ([name, text]) => {
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        (window.pictures ??= {})[name] = new Blob([bytes], { type: 'image/jpeg' });
      },
      [name, Buffer.from(bytes).toString('base64')] as const,
    );
  };
  for (const [i, { jpeg }] of scenes.entries()) await handOver(`scene-${i}`, jpeg);
  for (const row of new Set([...gallery, ...queries])) await handOver(`crop-${row}`, files[row]!);

  const found: (readonly Detection[])[] = [];
  const started = performance.now();
  for (let i = 0; i < scenes.length; i++) {
    found.push(
      await page.evaluate((name) => window.huella.detect(window.pictures![name]!), `scene-${i}`),
    );
    process.stderr.write(`\rlooked at ${i + 1} of ${scenes.length}`);
  }
  const ms = (performance.now() - started) / scenes.length;

  for (let at = 0; at < gallery.length; at += BATCH) {
    const items = gallery.slice(at, at + BATCH).map((row) => ({
      row,
      individual: rows[row]!.identity,
    }));
    await page.evaluate(async (items) => {
      const photos = items.map(({ row, individual }) => {
        const blob = window.pictures![`crop-${row}`]!;
        return { file: new File([blob], String(row)), individual };
      });
      await window.huella.import(photos);
    }, items);
    process.stderr.write(`\rimported ${Math.min(at + BATCH, gallery.length)} of ${gallery.length}`);
  }

  /** Whether the best photo of another file shows the same individual. */
  const isRight = async (picture: string, crop: Crop | null, row: number): Promise<boolean> => {
    const matches = await page.evaluate(
      ([picture, crop]) => {
        const blob = window.pictures![picture]!;
        // Two: the first may be the query's own file.
        return window.huella.search(blob, { k: 2, exact: true, ...(crop ? { crop } : {}) });
      },
      [picture, crop] as const,
    );
    return matches.find(({ name }) => name !== String(row))?.individual === rows[row]!.identity;
  };
  const right = { file: 0, truth: 0, box: 0, whole: 0 };
  let asked = 0;
  for (const [i, { animals }] of scenes.entries()) {
    for (const { crop: row, box } of animals) {
      const [best] = [...found[i]!].sort((a, b) => overlap(b.crop, box) - overlap(a.crop, box));
      // An animal without a box is looked for with the whole picture, as a person would have to.
      const drawn = best && overlap(best.crop, box) > 0 ? best.crop : null;
      const scene = `scene-${i}`;
      right.file += Number(await isRight(`crop-${row}`, null, row));
      right.truth += Number(await isRight(scene, box, row));
      right.box += Number(await isRight(scene, drawn, row));
      right.whole += Number(await isRight(scene, null, row));
      asked += 1;
    }
    process.stderr.write(`\rasked for ${asked} animals, scene ${i + 1} of ${scenes.length}`);
  }
  process.stderr.write('\n');
  const { recall, least } = judge(found);
  const given = found.reduce((sum, detections) => sum + detections.length, 0);
  const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
  console.log(`
${basename(resolve(folder))}: ${scenes.length} scenes, ${asked} animals, ${given} boxes given out, ${ms.toFixed(0)} ms a scene
recall at precision ${PRECISION}: ${percent(recall)} (scores from ${least.toFixed(2)}), overlap ${LEAST_OVERLAP}
top-1  the crops' files ${percent(right.file / asked)}
       the scene's true boxes ${percent(right.truth / asked)}
       the detector's boxes ${percent(right.box / asked)}
       whole scenes ${percent(right.whole / asked)}`);
} finally {
  await app.close();
}
