/** A copy of an installed encoder in 8 bits, beside it. */
import { blobSource, type ByteSource } from '../checkpoint/byte-source';
import { fingerprintOf } from '../encoder/card';
import { HuellaError } from '../errors';
import type { ConvertedCard } from '../onnx/card';
import { planEightBits } from '../onnx/requantise';
import { checkSpace } from '../space';
import { encodersFolder, fileIn, folderIn, removeFrom, writeFile, writeJson } from './folder';
import { freeId, type PreparedEncoder } from './install';
import { OpenFiles } from './open-files';
import { notWritten, withDigests } from './prepared';
import type { InstallProgress } from './progress';
import { PREPARED_FILE, RECORD_FILE, type InstallRecord } from './record';
import { installedCard } from './stored';

/**
 * Makes the copy; `finishEncoder` or `removeEncoder` must follow. What an attempt that was cut off
 * left behind is an unfinished encoder in `int8`, which the next start removes.
 *
 * @param id of an installed encoder in full precision
 * @throws HuellaError `checkpoint-unsupported` for one without linear layers, `encoder-missing`,
 *   `encoder-damaged`, `storage-full`, `cancelled`
 */
export async function prepareEightBits(
  id: string,
  signal: AbortSignal,
  report: (progress: InstallProgress) => void,
): Promise<PreparedEncoder> {
  const { card } = await installedCard(id);
  const root = await encodersFolder();
  const source = (await folderIn(root, id))!;
  const sources = new Map<string, ByteSource>();
  for (const { path } of card.externalData ?? []) {
    const file = await fileIn(source, path);
    if (!file) throw new HuellaError('encoder-damaged', `${path} is missing.`, { field: path });
    sources.set(path, blobSource(file, path));
  }
  const { selfCheck: _, origin: from, ...whole } = card;
  const origin = `${from ?? id} int8`;
  const { id: small, installed } = await freeId(`${id}-int8`, origin);
  if (installed) return { id: small, ...installed, installed: true };
  await removeFrom(root, small);
  const plan = planEightBits(whole as unknown as ConvertedCard, (path) => sources.get(path)!, {
    id: small,
    signal,
    write: (path, offset, bytes) => files.write(path, offset, bytes),
    onProgress: ({ done, total }) => report({ stage: 'weights', done, total, waiting: false }),
  });
  const total = plan.files.reduce((sum, { bytes }) => sum + bytes, 0);
  await checkSpace(total);
  const folder = await root.getDirectoryHandle(small, { create: true });
  const files = new OpenFiles(folder);
  const record: InstallRecord = {
    origin,
    url: null,
    name: card.name,
    licence: null,
    precision: 'int8',
    version: null,
    total,
  };
  await writeJson(folder, RECORD_FILE, record);
  try {
    const { models, card: made } = await plan.convert();
    files.flush();
    await files.close();
    for (const { file, bytes } of Object.values(models)) await writeFile(folder, file, bytes);
    const externalData = await withDigests(folder, made, notWritten);
    const prepared = { ...made, externalData };
    await writeJson(folder, PREPARED_FILE, { ...prepared, origin });
    const fingerprint = await fingerprintOf(prepared);
    return { id: small, fingerprint, card: prepared, installed: false };
  } catch (error) {
    await files.close();
    await removeFrom(root, small);
    throw error;
  }
}
