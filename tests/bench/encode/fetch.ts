import type { GraphFiles } from './graphs';

/** Where run.ts serves the folder of models. */
export const MODELS_PATH = '/bench-models/';

const bytesOf = async (path: string): Promise<Uint8Array> => {
  const response = await fetch(MODELS_PATH + path);
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
};

/** A graph and its weights, whole. */
export async function fetchModel(files: GraphFiles): Promise<{
  model: Uint8Array;
  externalData: { path: string; data: Uint8Array }[];
}> {
  const externalData = [];
  for (const path of files.external) externalData.push({ path, data: await bytesOf(path) });
  return { model: await bytesOf(files.model), externalData };
}
