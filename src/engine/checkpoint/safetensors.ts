/**
 * The safetensors format: an 8-byte header length, a JSON header, and the tensors' bytes without
 * gaps.
 */
import { readPieces, truncated, type ByteSource } from './byte-source';
import { ITEM_BYTES, type DType } from './dtype';
import { damaged, tooLarge, unsupported } from './refusals';
import { elementsOf, type CheckpointTensor } from './tensor';

/**
 * The reference reader allows 100 MB; 2,000 tensors need 0.3 MB, and this still fits a list of
 * 100,000.
 */
export const MAX_HEADER_BYTES = 16 * 2 ** 20;

/** The format's names are ours in capitals; it has no complex numbers. */
const DTYPES: ReadonlyMap<string, DType> = new Map(
  (Object.keys(ITEM_BYTES) as DType[])
    .filter((dtype) => !dtype.startsWith('c'))
    .map((dtype) => [dtype.toUpperCase(), dtype]),
);

interface Listed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly begin: number;
  readonly end: number;
}

/**
 * Reads the header, nothing else.
 *
 * @throws HuellaError `checkpoint-damaged`, `checkpoint-truncated`, `checkpoint-unsupported`
 *   (unknown dtype), `checkpoint-too-large` (header over `MAX_HEADER_BYTES`)
 */
export async function openSafetensors(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<Map<string, CheckpointTensor>> {
  const prefix = await source.read(0, 8, signal);
  const headerBytes = Number(
    new DataView(prefix.buffer, prefix.byteOffset, 8).getBigUint64(0, true),
  );
  if (headerBytes > MAX_HEADER_BYTES) {
    const message = `The safetensors header claims ${headerBytes} bytes.`;
    throw tooLarge(message, headerBytes, MAX_HEADER_BYTES);
  }
  const listed = parseHeader(await source.read(8, headerBytes, signal));
  const dataStart = 8 + headerBytes;

  // The format demands that tensors tile the rest of the file: no byte shared, none unused.
  let covered = 0;
  for (const [name, tensor] of [...listed].sort(
    ([, a], [, b]) => a.begin - b.begin || a.end - b.end,
  )) {
    if (tensor.begin < covered) throw damaged(`tensor ${name} overlaps another`, { tensor: name });
    if (tensor.begin > covered)
      throw damaged(`there is a gap before tensor ${name}`, { tensor: name });
    covered = tensor.end;
  }
  if (dataStart + covered > source.size)
    throw truncated(source, `${dataStart + covered} were expected`);
  if (dataStart + covered < source.size) throw damaged('there are bytes after the last tensor');

  return new Map(
    [...listed].map(([name, { dtype, shape, begin, end }]) => [
      name,
      {
        name,
        dtype,
        shape,
        byteLength: end - begin,
        extent: { offset: dataStart + begin, length: end - begin },
        stream: (from: ByteSource = source, signal?: AbortSignal) =>
          readPieces(from, dataStart + begin, end - begin, signal),
      },
    ]),
  );
}

function parseHeader(bytes: Uint8Array): Map<string, Listed> {
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw damaged('the safetensors header is not JSON', {}, error);
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw damaged('the safetensors header is not a JSON object');
  }
  const listed = new Map<string, Listed>();
  for (const [name, entry] of Object.entries(header)) {
    if (name !== '__metadata__') listed.set(name, parseEntry(name, entry));
  }
  return listed;
}

function parseEntry(name: string, entry: unknown): Listed {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  if (
    typeof dtype !== 'string' ||
    !Array.isArray(shape) ||
    !Array.isArray(offsets) ||
    offsets.length !== 2
  ) {
    throw damaged(`tensor ${name} is not described as safetensors demands`, { tensor: name });
  }
  const known = DTYPES.get(dtype);
  if (!known) {
    const found = dtype.slice(0, 20);
    throw unsupported(`Tensor ${name} is stored as ${found}.`, found, { tensor: name });
  }
  const [begin, end] = offsets as unknown[];
  const elements = elementsOf(name, shape);
  if (
    typeof begin !== 'number' ||
    typeof end !== 'number' ||
    !Number.isSafeInteger(begin) ||
    !Number.isSafeInteger(end) ||
    begin < 0 ||
    end - begin !== elements * ITEM_BYTES[known]
  ) {
    throw damaged(`tensor ${name} has another size than its shape says`, { tensor: name });
  }
  return { dtype: known, shape: shape as number[], begin, end };
}
