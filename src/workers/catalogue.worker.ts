import { answered } from '../engine/catalogue/answers';
import { CatalogueDesk } from '../engine/catalogue/desk';
import type { Methods } from './calls';
import { serve } from './serve';

const desk = new CatalogueDesk() as unknown as Methods;
serve({
  call: (method: string, ...args: readonly unknown[]) => answered(() => desk[method]!(...args)),
});
