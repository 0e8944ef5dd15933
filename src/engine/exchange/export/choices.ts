/** What a person chooses about an export, where its format leaves a choice. */
import { USUAL_INTERVAL_MS, type OccasionChoice } from '../../survey';

export interface ExportChoices {
  /**
   * Whether coordinates go out as they are. False: rounded to `ROUNDED_DEGREES`, or in metres from a
   * corner of the survey, because a threatened animal's place must not be passed on by accident.
   */
  readonly exactPlaces: boolean;
  /** Whether the photos themselves are in the file. */
  readonly photos: boolean;
  /** Offset from UTC (`-03:00`) of the clocks of cameras that did not write theirs. */
  readonly clock: string;
  /** How far apart two photos of one encounter may be. */
  readonly intervalMs: number;
  /** The parts of time of a capture history. */
  readonly occasions: OccasionChoice;
  /** Who exports, as written in Settings; empty: not said. */
  readonly by: string;
  /** When: ISO 8601. */
  readonly at: string;
}

/** A choice that a format leaves to the person; the dialog asks for those of the format chosen. */
export type Ask = 'places' | 'photos' | 'clock' | 'occasions' | 'interval';

export const USUAL_CHOICES: ExportChoices = {
  exactPlaces: false,
  photos: true,
  clock: '+00:00',
  intervalMs: USUAL_INTERVAL_MS,
  occasions: { by: 'days', length: 1 },
  by: '',
  at: '2000-01-01T00:00:00Z',
};
