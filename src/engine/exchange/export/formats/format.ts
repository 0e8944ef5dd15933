/** What an export format is given and what it gives, and what several formats share. */
import { BOM, csvRow, type Cell } from '../../csv/write';
import { ZipSink } from '../../zip';
import type { ExportChoices } from '../choices';
import type { LeftOut } from '../left-out';
import type { ExportedRecords } from '../records';
import type {
  ExportedDecision,
  ExportedIndividual,
  ExportedPhoto,
  ExportedStation,
} from '../types';

/** What is written down about the photos, read when a format asks for it. */
export interface ExportedHistory {
  /** Oldest first. */
  readonly decisions: readonly ExportedDecision[];
  /** For Huella itself to read again. */
  readonly records: ExportedRecords;
}

export interface ExportSource {
  /** Whether the contacts of lost and found animals may go along: only when a person says so. */
  readonly contacts?: boolean;
  readonly photos: readonly ExportedPhoto[];
  readonly individuals: readonly ExportedIndividual[];
  /** Numbers in each embedding, and the fingerprint of the encoder that made them. */
  readonly encoder: { readonly dimension: number; readonly fingerprint: string };
  original(photoId: string): Promise<Blob>;
  /** The photos' vectors by that encoder, in their order; null for a photo that has none yet. */
  vectors(photoIds: readonly string[]): Promise<readonly (Float32Array | null)[]>;
  history(): Promise<ExportedHistory>;
  /** What was said of stations (`Library.stations`), read when a format asks for it. */
  stations(): Promise<readonly ExportedStation[]>;
  readonly choices: ExportChoices;
}

export interface ExportRun {
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
  /** Takes what could not be exported as it is. */
  readonly leftOut: LeftOut;
}

/** One way to write photos, or what is known of them, for other programs. */
export interface ExportFormat {
  /** Media type of the file. */
  readonly type: string;
  /**
   * Writes the whole file and closes `target`.
   * @throws HuellaError `cancelled`, `storage-full`, and what reading the source throws
   */
  write(target: WritableStream<Uint8Array>, source: ExportSource, run: ExportRun): Promise<void>;
}

/** A format that is a zip. */
export function zipFormat(
  fill: (zip: ZipSink, source: ExportSource, run: ExportRun) => Promise<void>,
): ExportFormat {
  return {
    type: 'application/zip',
    async write(target, source, run) {
      const zip = new ZipSink(target);
      try {
        await fill(zip, source, run);
        await zip.close();
      } catch (error) {
        await zip.abort(error);
        throw error;
      }
    },
  };
}

/** A format that is one table of comma-separated values. */
export function tableFormat(
  table: (source: ExportSource, run: ExportRun) => Promise<ReadableStream<Uint8Array>>,
): ExportFormat {
  return {
    type: 'text/csv',
    async write(target, source, run) {
      await (await table(source, run)).pipeTo(target, { signal: run.signal });
    },
  };
}

/** A format that is one text. */
export function textFormat(
  type: string,
  pieces: (source: ExportSource, run: ExportRun) => Promise<Iterable<string>>,
): ExportFormat {
  return {
    type,
    async write(target, source, run) {
      const encoder = new TextEncoder();
      const texts = (await pieces(source, run))[Symbol.iterator]();
      const bytes = (function* (): Generator<Uint8Array<ArrayBuffer>> {
        for (let next = texts.next(); !next.done; next = texts.next())
          yield encoder.encode(next.value);
      })();
      await streamFrom(bytes).pipeTo(target, { signal: run.signal });
    },
  };
}

/** A table before it is written as text or as a sheet. */
export interface TableRows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Rows gathered before they are handed on as one piece of text. */
const ROW_BATCH = 1000;

/** The individuals' names by id. */
export function namesOf({ individuals }: Pick<ExportSource, 'individuals'>): Map<string, string> {
  return new Map(individuals.map(({ id, name }) => [id, name]));
}

/** The numbers of the individuals' microchips by id, of those that have one. */
export function microchipsOf({
  individuals,
}: Pick<ExportSource, 'individuals'>): Map<string, string> {
  return new Map(
    individuals.flatMap(({ id, microchip }) => (microchip ? [[id, microchip] as const] : [])),
  );
}

/**
 * CSV in UTF-8.
 * @param mark a byte order mark, which spreadsheets need to see it; other programs would take it for
 *   a letter of the first column's name
 */
export function tableStream(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  mark: string = BOM,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  function* pieces(): Generator<Uint8Array<ArrayBuffer>> {
    yield encoder.encode(mark + csvRow(columns));
    for (let from = 0; from < rows.length; from += ROW_BATCH) {
      yield encoder.encode(
        rows
          .slice(from, from + ROW_BATCH)
          .map(csvRow)
          .join(''),
      );
    }
  }
  return streamFrom(pieces());
}

/** `ReadableStream.from`, which not every browser has. */
export function streamFrom<T>(
  source: Iterator<T, void> | AsyncIterator<T, void>,
): ReadableStream<T> {
  return new ReadableStream<T>(
    {
      async pull(controller) {
        const next = await source.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await source.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}

/** `%Y-%m-%d %H:%M:%S`, or the day alone. */
export function dateOf(takenAt: string | null): string {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?/.exec(takenAt ?? '');
  return match ? [match[1], match[2]].filter((part) => part !== undefined).join(' ') : '';
}
