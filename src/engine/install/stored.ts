/**
 * The encoders on this device: whole, damaged, or half fetched. Works on the page and in workers.
 */
import { fingerprintOf, parseCard, type EncoderCard } from '../encoder/card';
import { HuellaError } from '../errors';
import { encodersFolder, fileIn, folderIn, readJson, removeFrom } from './folder';
import { CARD_FILE, DAMAGED_FILE, parseRecord, RECORD_FILE, type InstallRecord } from './record';

export type InstalledCard = EncoderCard & { readonly origin?: string };

export type StoredEncoder =
  | {
      readonly state: 'installed' | 'damaged';
      readonly id: string;
      readonly card: InstalledCard;
      readonly fingerprint: string;
    }
  | { readonly state: 'partial'; readonly id: string; readonly record: InstallRecord };

/** @throws HuellaError `install-unsupported` */
export async function storedEncoders(): Promise<StoredEncoder[]> {
  const root = await encodersFolder();
  const ids: string[] = [];
  for await (const [name, handle] of root.entries())
    if (handle.kind === 'directory') ids.push(name);
  const found = await Promise.all(ids.sort().map((id) => storedEncoder(id)));
  return found.filter((encoder) => encoder !== null);
}

/** Null when there is nothing of that id that could be used or resumed. */
export async function storedEncoder(id: string): Promise<StoredEncoder | null> {
  const folder = await folderIn(await encodersFolder(), id);
  if (!folder) return null;
  const json = await readJson(folder, CARD_FILE);
  if (json !== null) {
    try {
      const card = parseCard(json) as InstalledCard;
      const damaged = (await fileIn(folder, DAMAGED_FILE)) !== null;
      return {
        state: damaged ? 'damaged' : 'installed',
        id,
        card,
        fingerprint: await fingerprintOf(card),
      };
    } catch {
      return null;
    }
  }
  const record = parseRecord(await readJson(folder, RECORD_FILE));
  return record && { state: 'partial', id, record };
}

/**
 * The card of an encoder in good order. @throws HuellaError `encoder-missing`, `encoder-damaged`,
 * `install-unsupported`
 */
export async function installedCard(
  id: string,
): Promise<{ card: InstalledCard; fingerprint: string }> {
  const stored = await storedEncoder(id);
  if (!stored || stored.state === 'partial') {
    throw new HuellaError('encoder-missing', `No encoder ${id} is installed.`, { file: id });
  }
  if (stored.state === 'damaged') {
    throw new HuellaError('encoder-damaged', `The encoder ${id} is damaged.`, { file: id });
  }
  return stored;
}

/**
 * Remembers that its files are not what its card says: it is offered for reinstallation instead of
 * failing at each start.
 */
export async function markDamaged(id: string): Promise<void> {
  const folder = await folderIn(await encodersFolder(), id);
  // An empty file says it; only workers may write into one.
  await folder?.getFileHandle(DAMAGED_FILE, { create: true });
}

/** Removes an encoder or what there is of one. */
export async function removeEncoder(id: string): Promise<void> {
  await removeFrom(await encodersFolder(), id);
}
