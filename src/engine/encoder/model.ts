/**
 * Brings an encoder's files to where they are needed: the graph as bytes, the weights beside it as
 * files left on disk.
 */
import { HuellaError } from '../errors';
import { digestOfFile, sha256Of } from '../hash';
import type { GraphFiles } from '../ort/session';
import type { AttentionForm, EncoderCard } from './card';

/** `modelUrl` of an installed encoder: this and its id. */
export const INSTALLED_SCHEME = 'opfs:';
/** The folder of the origin private file system where installed encoders live, one folder each. */
export const ENCODERS_FOLDER = 'encoders';

/** `modelUrl` of an installed detector: this and the name of its file. */
export const INSTALLED_DETECTOR_SCHEME = 'opfs-detector:';
/** The folder of the origin private file system where an installed detector lives. */
export const DETECTORS_FOLDER = 'detectors';

/** What a card must say for its files to be read; the cards of other networks say it too. */
export type ModelCard = Pick<EncoderCard, 'file' | 'sha256'> &
  Partial<Pick<EncoderCard, 'attention' | 'externalData'>>;

interface ModelOptions {
  /** Which form of the graph, where the card has two. */
  readonly form?: AttentionForm | undefined;
  /** Hash the external files too. The graph is always hashed. */
  readonly verify: boolean;
}

/**
 * @throws HuellaError `encoder-missing` (a file cannot be had), `encoder-damaged` (a file is not
 *   there or not the one the card describes), `storage-failed` (the browser could not read, which
 *   says nothing about the files)
 */
export async function readModel(
  modelUrl: string,
  card: ModelCard,
  options: ModelOptions,
): Promise<GraphFiles> {
  const graphFile = options.form && card.attention ? card.attention[options.form] : card;
  const path = installedPath(modelUrl);
  const open = path
    ? await installedFiles(path)
    : (name: string) =>
        fetchFile(name === card.file ? modelUrl : new URL(name, modelUrl).href, name);
  const graph = new Uint8Array(await (await open(graphFile.file)).arrayBuffer());
  if ((await sha256Of(graph)) !== graphFile.sha256) throw damaged(graphFile.file, graph.byteLength);
  const external = await Promise.all(
    (card.externalData ?? []).map(async ({ path, bytes, digest }) => {
      const file = await open(path);
      if (file.size !== bytes) throw damaged(path, file.size);
      if (options.verify && digest !== undefined && (await digestOfFile(file)) !== digest) {
        throw damaged(path, file.size);
      }
      return { path, file };
    }),
  );
  return { graph, external };
}

/** Folders from the root of the file system; null: it is fetched. */
function installedPath(modelUrl: string): readonly string[] | null {
  if (modelUrl.startsWith(INSTALLED_SCHEME))
    return [ENCODERS_FOLDER, modelUrl.slice(INSTALLED_SCHEME.length)];
  return modelUrl.startsWith(INSTALLED_DETECTOR_SCHEME) ? [DETECTORS_FOLDER] : null;
}

async function installedFiles(path: readonly string[]): Promise<(name: string) => Promise<Blob>> {
  const id = path.at(-1)!;
  try {
    let folder = await navigator.storage.getDirectory();
    for (const name of path) folder = await folder.getDirectoryHandle(name);
    return async (name) => {
      try {
        return await (await folder.getFileHandle(name)).getFile();
      } catch (cause) {
        throw unread(cause, 'encoder-damaged', `The installed encoder lacks ${name}.`, name);
      }
    };
  } catch (cause) {
    throw unread(cause, 'encoder-missing', `No encoder ${id} is installed.`, id);
  }
}

async function fetchFile(url: string, file: string): Promise<Blob> {
  let response: Response;
  try {
    response = await fetchWhole(url);
  } catch (cause) {
    const message = 'The encoder could not be fetched.';
    throw new HuellaError('encoder-missing', message, { file }, { cause });
  }
  if (!response.ok) {
    const message = `The encoder's file is missing (${response.status}).`;
    throw new HuellaError('encoder-missing', message, { file });
  }
  return response.blob();
}

/**
 * Asks a second time, past the browser's cache. A worker that is replaced while it fetches takes
 * its half-written cache entry with it, and with that the body of every other request for the same
 * file (Chromium: ERR_CACHE_WRITE_FAILURE).
 */
async function fetchWhole(url: string): Promise<Response> {
  const whole = async (cache: RequestCache): Promise<Response> => {
    const response = await fetch(url, { cache });
    return new Response(await response.blob(), response);
  };
  return whole('default').catch(() => whole('reload'));
}

/**
 * Only a file that is not there is `code`: what the browser could not read now it may read later,
 * and need not be fetched again.
 */
function unread(
  cause: unknown,
  code: 'encoder-damaged' | 'encoder-missing',
  message: string,
  file: string,
): HuellaError {
  if (cause instanceof DOMException && cause.name === 'NotFoundError')
    return new HuellaError(code, message, { file }, { cause });
  const unreadable = `${file} could not be read: ${String(cause)}`;
  return new HuellaError('storage-failed', unreadable, { file }, { cause });
}

function damaged(file: string, bytes: number): HuellaError {
  const message = `The file ${file} is not the one the encoder's card describes.`;
  return new HuellaError('encoder-damaged', message, { file, bytes });
}
