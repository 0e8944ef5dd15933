/** A failure of the last round, as the other failures of this screen are. */
import { CatalogueError } from '../../engine/catalogue/failure';
import type { CatalogueStatus } from '../../engine/catalogue/standing';
import { HuellaError } from '../../engine/errors';
import type { ShareFailure } from './share-state.svelte';

export function failureOf({ code, reason }: NonNullable<CatalogueStatus['problem']>): ShareFailure {
  return code === 'storage-full' || code === 'storage-failed' || code === 'internal'
    ? new HuellaError(code, reason)
    : new CatalogueError(code, reason);
}
