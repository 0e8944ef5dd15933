/**
 * Every failure a person can meet has a code; the screens hold the sentence for it in each
 * language, and a code without one does not compile (`src/app/i18n`). `message` is English for logs
 * and scripts.
 */
export const ERROR_CODES = [
  // A photo that cannot be used
  'photo-empty',
  'photo-not-an-image',
  'photo-truncated',
  'photo-damaged',
  'photo-heic-unsupported',
  'photo-format-unsupported',
  'photo-too-large',
  'photo-unreadable',
  'crop-invalid',
  'crop-taken',
  // The encoder and its backend
  'encoder-missing',
  'encoder-damaged',
  'encoder-failed',
  'encoder-self-check-failed',
  'encoder-timeout',
  'device-lost',
  // Comparing markings
  'markings-failed',
  'detector-failed',
  'out-of-memory',
  // Library and index
  'storage-full',
  'storage-failed',
  'storage-blocked',
  'storage-newer-version',
  'name-taken',
  'not-found',
  // A photo's file is in the shared gallery (`why`) and not here
  'original-elsewhere',
  'index-corrupt',
  'dimension-mismatch',
  // A checkpoint that cannot become an encoder
  'checkpoint-not-recognised',
  'checkpoint-truncated',
  'checkpoint-damaged',
  'checkpoint-unsupported',
  'checkpoint-wrong-architecture',
  'checkpoint-too-large',
  'checkpoint-unreachable',
  'encoder-card-needed',
  // Keeping an encoder on this device
  'install-unsupported',
  // A zip
  'zip-damaged',
  'zip-encrypted',
  'zip-unsupported',
  'zip-unsafe-name',
  'zip-limit',
  // A table or a detector's results
  'table-unreadable',
  'table-too-large',
  'table-is-workbook',
  'detections-unrecognised',
  'detections-not-json',
  'detections-without-boxes',
  // A map of a person's own, to lie beneath places
  'map-unreadable',
  // An export
  'occasions-unusable',
  // A backup that cannot be made or restored
  'backup-failed',
  'backup-not-recognised',
  'backup-newer',
  'backup-damaged',
  'backup-refused',
  // Anything else
  'network-needed',
  'cancelled',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** Of a code that comes from storage or another version. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return (ERROR_CODES as readonly unknown[]).includes(code);
}

/**
 * Values a translated sentence may need (a width, a limit, a file name). Must survive structured
 * clone.
 */
export type ErrorDetail = Readonly<Record<string, string | number>>;

/**
 * An error that says what happened in a form a screen can translate. Crosses workers with its code
 * (workers/errors.ts).
 */
export class HuellaError extends Error {
  override readonly name = 'HuellaError';
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly detail: ErrorDetail = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The DOMException name that AbortSignal uses: a cancelled job is not a failed one. */
export function isAbort(error: unknown): boolean {
  return (
    (error instanceof Error && error.name === 'AbortError') ||
    (error instanceof HuellaError && error.code === 'cancelled')
  );
}

/** Words by which the runtime, V8, Blink and JavaScriptCore say that memory ran out. */
const OUT_OF_MEMORY =
  /out of memory|(could not|cannot) (be )?allocate|bad_alloc|allocation failed|failed to allocate/i;

export function saysOutOfMemory(thrown: unknown): boolean {
  return thrown instanceof Error && OUT_OF_MEMORY.test(thrown.message);
}

/**
 * Wraps what was thrown (a string, a DOMException, a wasm exception) as a HuellaError, keeping one
 * that already is.
 */
export function toHuellaError(thrown: unknown, fallback: ErrorCode = 'internal'): HuellaError {
  if (thrown instanceof HuellaError) return thrown;
  if (isAbort(thrown)) return new HuellaError('cancelled', 'cancelled', {}, { cause: thrown });
  if (thrown instanceof DOMException && thrown.name === 'QuotaExceededError') {
    return new HuellaError('storage-full', thrown.message, {}, { cause: thrown });
  }
  if (saysOutOfMemory(thrown)) {
    return new HuellaError('out-of-memory', (thrown as Error).message, {}, { cause: thrown });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new HuellaError(fallback, message, {}, { cause: thrown });
}
