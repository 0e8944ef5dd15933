/**
 * `npx tsx tools/evaluation/embeddings.ts OUT DIR...`: what the included encoder makes of labelled
 * photos, by the production build. For each DIR, as for `npm run evaluate`, OUT gets NAME.f32 (rows
 * of float32, little endian) and NAME.json (dimension, identity and path of each row). For the
 * commands that measure on the same vectors many times: `groups.ts`, `groups.py`, `mistakes.ts`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import Papa from 'papaparse';
import { openApp } from '../app';

interface Row {
  readonly identity: string;
  readonly path: string;
}

const [out, ...folders] = process.argv.slice(2);
if (!out || folders.length === 0) {
  console.error('Usage: npx tsx tools/evaluation/embeddings.ts OUT DIR...');
  process.exit(2);
}
mkdirSync(out, { recursive: true });
const app = await openApp({ routed: true });
try {
  for (const folder of folders) await write(resolve(folder));
} finally {
  await app.close();
}

async function write(folder: string): Promise<void> {
  const text = readFileSync(join(folder, 'metadata.csv'), 'utf8');
  const rows = Papa.parse<Row>(text, { header: true, skipEmptyLines: true }).data;
  const { page, origin } = app;
  await page.route(`${origin}/evaluate-photo/*`, (route) => {
    const row = rows[Number(basename(new URL(route.request().url()).pathname))]!;
    return route.fulfill({
      body: readFileSync(join(folder, row.path)),
      contentType: 'application/octet-stream',
    });
  });
  await page.goto(origin);
  await page.evaluate(() => window.huella.ready);
  const vectors: number[][] = [];
  for (const [number] of rows.entries()) {
    vectors.push(
      await page.evaluate(async (photo) => {
        const blob = await (await fetch(`/evaluate-photo/${photo}`)).blob();
        return [...(await window.huella.encode(blob))];
      }, number),
    );
    process.stderr.write(`\r${basename(folder)}: ${number + 1} of ${rows.length}`);
  }
  process.stderr.write('\n');
  await page.unrouteAll();
  const name = join(out!, basename(folder));
  writeFileSync(`${name}.f32`, new Uint8Array(Float32Array.from(vectors.flat()).buffer));
  const about = {
    dimension: vectors[0]?.length ?? 0,
    photos: rows.map(({ identity, path }) => ({ identity, path })),
  };
  writeFileSync(`${name}.json`, JSON.stringify(about));
}
