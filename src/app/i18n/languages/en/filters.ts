/** Which photos a search may find, in English. */
import { number } from './format';

export const filters = {
  open: 'Filters',
  inUse: 'Filters in use',
  title: 'Search among',
  show: 'Show results',
  clear: 'No filters',
  remove: (filter: string) => `Remove the filter: ${filter}`,
  hideEncounter: 'Hide photos taken at the same moment',
  hideEncounterShort: 'Same moment hidden',
  hideEncounterHint: 'Photos of one burst are alike because of the moment, not the animal.',
  side: 'Side seen',
  anySide: 'Any side',
  sides: { left: 'Left side', right: 'Right side', front: 'Front', back: 'Back', top: 'Top' },
  dates: 'Taken between',
  since: (date: string) => `Since ${date}`,
  until: (date: string) => `Until ${date}`,
  near: 'Near a place',
  km: 'Within (km)',
  within: (km: number) => `Within ${number(km)} km`,
  known: 'Which photos',
  anyPhoto: 'All',
  identified: 'Identified',
  unidentified: 'Unidentified',
  nothing: 'No photo of your gallery passes these filters.',
};
