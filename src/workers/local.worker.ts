import { serve } from './serve';
import { PointsCache } from '../engine/library/points-cache';
import { Markings } from '../engine/local/markings';

const opening = PointsCache.open();
// The first call that needs the cache learns of a failure.
opening.catch(() => undefined);

serve(
  new Markings({
    read: async (...args) => (await opening).read(...args),
    write: async (...args) => (await opening).write(...args),
    lacking: async (...args) => (await opening).lacking(...args),
    sweep: async (...args) => (await opening).sweep(...args),
    bytes: async () => (await opening).bytes,
  }),
);
