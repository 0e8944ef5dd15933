/** Makes every graph that is compared, from one checkpoint, into a folder. */
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSource } from '../../../src/engine/checkpoint/byte-source';
import { convertCheckpoint } from '../../../src/engine/onnx/convert';
import { EXPORTER_WEIGHTS, exporterModel } from './exporter';
import type { Models } from './graphs';

export async function makeModels(source: ByteSource, folder: string): Promise<Models> {
  const files = new Map<string, Awaited<ReturnType<typeof open>>>();
  const { models, files: external } = await convertCheckpoint(source, {
    async write(path, offset, bytes) {
      const file = files.get(path) ?? (await open(join(folder, path), 'w'));
      files.set(path, file);
      await file.write(bytes, 0, bytes.byteLength, offset);
    },
  });
  for (const file of files.values()) await file.close();
  for (const { file, bytes } of [models.mha, models.manual])
    await writeFile(join(folder, file), bytes);
  const { model, weights } = await exporterModel(source);
  await writeFile(join(folder, 'exporter.onnx'), model);
  await writeFile(join(folder, EXPORTER_WEIGHTS), weights);
  const ours = external.map(({ path }) => path);
  return {
    mha: { model: models.mha.file, external: ours },
    manual: { model: models.manual.file, external: ours },
    exporter: { model: 'exporter.onnx', external: [EXPORTER_WEIGHTS] },
  };
}
