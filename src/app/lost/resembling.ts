/** What the watch finds among new photos, for the screens that tell of it. */
import type { IndividualSummary } from '../../runtime/services';

/** A new photo that may be an animal of the other side. */
export interface Resembling {
  readonly photoId: string;
  readonly individual: Pick<IndividualSummary, 'id' | 'name'>;
}
