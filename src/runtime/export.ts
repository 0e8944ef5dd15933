/** Writes photos, or what is known of them, for other programs. */
import type { Exported } from '../engine/exchange/desk';
import type { ExportKind } from '../engine/exchange/export/formats';
import type { ExportSource } from '../engine/exchange/export/formats/format';
import { cancellable, during } from './during';
import { originalOf } from './originals';
import type { Services } from './services';
import { asWork } from './work';

type ExportServices = Pick<Services, 'catalogue' | 'encoders' | 'exchange' | 'library'>;

/** Records copied to the worker at once: a few milliseconds of the page's time. */
const PART = 1000;

/** Which photos go out, in which form, and where to. */
export interface ExportRequest extends Pick<
  ExportSource,
  'photos' | 'individuals' | 'history' | 'contacts' | 'choices'
> {
  readonly kind: ExportKind;
  /** A file to write into; null: the result comes back whole. */
  readonly target: FileSystemFileHandle | null;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * @throws HuellaError `cancelled`, `storage-full`, and what reading the library throws
 */
export function exportPhotos(services: ExportServices, request: ExportRequest): Promise<Exported> {
  return asWork(write(services, request));
}

async function write(
  services: ExportServices,
  { kind, target, history, signal, onProgress, photos, ...data }: ExportRequest,
): Promise<Exported> {
  const { encoders, exchange, library } = services;
  const active = (await encoders.list()).find((encoder) => encoder.active)!;
  const { dimension, fingerprint } = active;
  signal.throwIfAborted();
  const job = crypto.randomUUID();
  const last = Math.max(0, photos.length - PART);
  for (let from = 0; from < last; from += PART) {
    await exchange.takePhotos(job, photos.slice(from, Math.min(last, from + PART)));
    signal.throwIfAborted();
  }
  const cancel = (): void => void exchange.cancelExport(job);
  return cancellable(signal, cancel, () =>
    during(onProgress, (tell) =>
      exchange.export(
        job,
        kind,
        target,
        {
          ...data,
          photos: photos.slice(last),
          ofPhotos: photos.length,
          encoder: { dimension, fingerprint },
        },
        // From a shared gallery where it is not here; one that cannot be had ends the export.
        (photoId) => originalOf(services, photoId, { signal }),
        (photoIds) => library.vectorsOf(photoIds, fingerprint),
        history,
        () => library.stations(),
        tell,
      ),
    ),
  );
}
