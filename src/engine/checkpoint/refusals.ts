/** Why a file does not become an encoder, in the form that the screens have sentences for. */
import { HuellaError, type ErrorDetail } from '../errors';

export function damaged(what: string, detail: ErrorDetail = {}, cause?: unknown): HuellaError {
  const message = `The checkpoint is damaged: ${what}.`;
  return new HuellaError('checkpoint-damaged', message, { found: what, ...detail }, { cause });
}

/** @param found a number over the limit */
export function tooLarge(
  message: string,
  found: number,
  limit: number,
  detail: ErrorDetail = {},
): HuellaError {
  return new HuellaError('checkpoint-too-large', message, { ...detail, found, limit });
}

/** @param found what has no place in a checkpoint, or is not built */
export function unsupported(message: string, found: string, detail: ErrorDetail = {}): HuellaError {
  return new HuellaError('checkpoint-unsupported', message, { ...detail, found });
}

/** @param found what the file is in place of a checkpoint, or holds in place of weights */
export function notRecognised(
  message: string,
  found: string,
  detail: ErrorDetail = {},
): HuellaError {
  return new HuellaError('checkpoint-not-recognised', message, { ...detail, found });
}
