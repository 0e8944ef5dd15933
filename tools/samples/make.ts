/** Draws the sample animals into `public/samples/`: npx tsx tools/samples/make.ts [folder] */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CAST } from './cast';
import { listSamples, renderSample, SAMPLE_SIZE, toJpeg } from './generate';

const folder = process.argv[2] ?? join(import.meta.dirname, '../../public/samples');
await mkdir(folder, { recursive: true });
const samples = listSamples();
const keep = new Set(samples.map((s) => s.file));
for (const name of await readdir(folder))
  if (name.endsWith('.jpg') && !keep.has(name)) await rm(join(folder, name));

let bytes = 0;
for (const { file, cast, photo } of samples) {
  const jpeg = toJpeg(renderSample(cast, photo), SAMPLE_SIZE.width, SAMPLE_SIZE.height);
  bytes += jpeg.byteLength;
  await writeFile(join(folder, file), jpeg);
}
const manifest = {
  version: 1,
  kind: 'drawings',
  note: 'Drawn by tools/samples/make.ts. Drawings, not photographs: no such animals exist. All show the right side.',
  photos: samples.map(({ file, individual, species }) => ({ file, individual, species })),
};
await writeFile(join(folder, 'samples.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
console.log(
  `${samples.length} drawings of ${CAST.length} individuals, ${(bytes / 1e6).toFixed(2)} MB, in ${folder}`,
);
