/** The bundled drawings as files to import, with what the bundled encoder makes of them. */
import { HuellaError } from '../engine/errors';
import type { PreparedPhoto } from './import';
import type { Services } from './services';

/** The drawings' list, relative to the page. */
const LIST = 'samples/samples.json';
/**
 * What `tools/samples/prepare.ts` wrote; beside it the embeddings (float32) and points, one after
 * another.
 */
const PREPARED = 'prepared.json';
const EMBEDDINGS = 'prepared.bin';
const POINTS = 'prepared-points.bin';

interface SampleList {
  readonly photos: readonly {
    readonly file: string;
    readonly individual: string;
    readonly species: string;
  }[];
}

/** Embeddings of the drawings, in the order of `photos`. */
export interface PreparedSamples {
  readonly fingerprint: string;
  readonly dimension: number;
  /** Of the points: they are kept only by the network that finds the same ones. */
  readonly pointsFingerprint: string;
  readonly photos: readonly {
    readonly file: string;
    readonly sha256: string;
    readonly width: number;
    readonly height: number;
    readonly lookHash: string;
    /** Bytes of its points. */
    readonly pointBytes: number;
  }[];
}

export interface SampleFile {
  readonly file: File;
  readonly individual: string;
  /** Absent: another encoder is in use, so the photo has to be encoded. */
  readonly prepared?: PreparedPhoto;
}

/**
 * @param encoders says which encoder is in use: embeddings of another one are of no use
 * @throws HuellaError `network-needed` offline before their first use, `not-found`
 */
export async function sampleFiles({
  encoders,
}: Pick<Services, 'encoders'>): Promise<readonly SampleFile[]> {
  const active = (await encoders.list()).find((encoder) => encoder.active);
  const fingerprint = active?.fingerprint ?? '';
  const list = new URL(LIST, document.baseURI);
  const [{ photos }, prepared] = await Promise.all([
    fetchSample(list).then((response) => response.json() as Promise<SampleList>),
    readPrepared(list, fingerprint),
  ]);
  return Promise.all(
    photos.map(async ({ file, individual }) => {
      const blob = await (await fetchSample(new URL(file, list))).blob();
      const known = prepared.get(file);
      return {
        file: new File([blob], file, { type: blob.type }),
        individual,
        // A drawing is small enough to be its own thumbnail.
        ...(known && {
          prepared: {
            ...known,
            thumbnail: { bytes: await blob.arrayBuffer(), mime: blob.type },
          },
        }),
      };
    }),
  );
}

async function readPrepared(
  list: URL,
  fingerprint: string,
): Promise<ReadonlyMap<string, Omit<PreparedPhoto, 'thumbnail'>>> {
  const known = (await (await fetchSample(new URL(PREPARED, list))).json()) as PreparedSamples;
  if (known.fingerprint !== fingerprint) return new Map();
  const [bytes, points] = await Promise.all(
    [EMBEDDINGS, POINTS].map(async (name) =>
      (await fetchSample(new URL(name, list))).arrayBuffer(),
    ),
  );
  const { dimension, pointsFingerprint } = known;
  let end = 0;
  return new Map(
    known.photos.map(({ file, pointBytes, ...photo }, i) => [
      file,
      {
        ...photo,
        quality: null,
        fingerprint,
        points: {
          fingerprint: pointsFingerprint,
          bytes: new Uint8Array(points!.slice(end, (end += pointBytes))),
        },
        embedding: new Float32Array(bytes!.slice(4 * i * dimension, 4 * (i + 1) * dimension)),
      },
    ]),
  );
}

/** The drawings are kept on the device once they were used, not before. */
async function fetchSample(url: URL): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new HuellaError('network-needed', `${url.pathname} could not be fetched.`, {}, { cause });
  }
  if (response.ok) return response;
  const file = url.pathname.split('/').at(-1)!;
  throw new HuellaError('not-found', `The sample ${file} is missing.`, { file });
}
