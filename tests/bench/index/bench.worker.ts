import { CLUSTERED, RANDOM } from './data';
import { measure } from './measure';

/** One job in, its figures or its error out. */
addEventListener(
  'message',
  ({ data }: MessageEvent<{ count: number; dimension: number; shape: string; graph: boolean }>) => {
    const shape = data.shape === 'random' ? RANDOM : CLUSTERED;
    measure(data.count, data.dimension, shape, data.graph).then(
      (figures) => postMessage({ figures }),
      (error: unknown) => postMessage({ error: String(error instanceof Error ? error.stack : error) }),
    );
  },
);
