import { CLUSTERED, SHAPES } from './data';
import { measure, sweep } from './measure';
import { measureOther, plainLoop } from './plain';
import { published } from './published';

interface Job {
  readonly kind: 'index' | 'sweep' | 'plain' | 'published';
  readonly count: number;
  readonly dimension: number;
  readonly shape: string;
}

async function run({ kind, count, dimension, shape: name }: Job): Promise<unknown> {
  const shape = SHAPES.find((one) => one.name === name) ?? CLUSTERED;
  if (kind === 'index') return measure(count, dimension, shape);
  if (kind === 'sweep') return sweep(count, dimension, shape);
  const other = kind === 'plain' ? plainLoop(count, dimension) : await published(count, dimension);
  return measureOther(other, count, dimension, shape);
}

/** One job in, its figures or its error out. */
addEventListener('message', ({ data }: MessageEvent<Job>) => {
  run(data).then(
    (figures) => {
      postMessage({ figures });
    },
    (error: unknown) => {
      postMessage({ error: String(error instanceof Error ? error.stack : error) });
    },
  );
});
