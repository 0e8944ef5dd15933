/**
 * What is known of an installation: while it runs, in `install.json` beside the files; afterwards,
 * in the card.
 */
import type { Precision } from '../encoder/card';
import type { OnnxFacts } from '../onnx/door';
import type { Version } from './remote';

export const RECORD_FILE = 'install.json';
/** Lines `digest name`: the weights written so far. */
export const DONE_FILE = 'done.log';
/** The card, before its self-check reference is known. */
export const PREPARED_FILE = 'prepared.json';
/** With this the encoder is installed. */
export const CARD_FILE = 'card.json';
/** Beside a card: a file was found not to be the one the card describes. */
export const DAMAGED_FILE = 'damaged.json';

export interface InstallRecord {
  /** The same for the same file: an address, or name, size and date of a file on disk. */
  readonly origin: string;
  /** Null: a file on disk, which the person must choose again. */
  readonly url: string | null;
  readonly name: string;
  readonly licence: string | null;
  readonly precision: Precision;
  /** Asked for in 8 bits: it is whole only until its copy is made, also when it is taken up. */
  readonly eightBits?: boolean;
  readonly imageSize?: number | undefined;
  /** Of a checkpoint with several networks. */
  readonly network?: string | undefined;
  /** What was said about a file that does not say it. */
  readonly facts?: OnnxFacts | undefined;
  readonly version: Version | null;
  /** Of the files beside it, by name. */
  readonly beside?: Readonly<Record<string, Version>> | undefined;
  /** Bytes of weights to write; 0 until the file has been looked at. */
  readonly total: number;
}

export function parseRecord(json: unknown): InstallRecord | null {
  const record = json as Partial<InstallRecord> | null;
  const valid =
    typeof record === 'object' &&
    record !== null &&
    typeof record.origin === 'string' &&
    typeof record.name === 'string' &&
    typeof record.total === 'number';
  return valid ? (record as InstallRecord) : null;
}
