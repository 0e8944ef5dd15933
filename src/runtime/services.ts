/**
 * What the screens use, through context: the same in the tab that leads and in those that follow.
 */
import type { ExchangeDesk } from '../engine/exchange/desk';
import type { IndividualSummary, PhotoRecord } from '../engine/library';
import type { Calls } from '../workers/calls';
import type { Huella } from './api';
import type { Backups } from './backups';
import type { CatalogueDoor } from './catalogue/catalogue';
import type { DoorCalls } from './doors';
import type { EvaluationRequest, EvaluationRun, OnEvaluation } from './evaluation';
import type { Measuring, MeasuringState } from './measuring';
import type { Sorting } from './sorting';
import type { SurveyCount } from './survey';
import type { EngineStatus } from './status';

/** A photo as the library lists it, without its files. */
export type PhotoSummary = PhotoRecord;
export type { IndividualSummary };

/** What is offered of `Sorting`, which is fetched when first wanted. */
export type SortingDoor = Pick<Sorting, 'groups' | 'mistakes'>;

/** The doors of the tab that leads, and what this tab has of its own. */
export interface Services extends DoorCalls {
  readonly huella: Huella;
  readonly backups: Backups;
  /** Zips, tables and detectors' results, read in a worker of this tab. */
  readonly exchange: Calls<ExchangeDesk>;
  /** Measures the gallery in a worker of this tab. */
  evaluate(request: EvaluationRequest, onProgress: OnEvaluation): Promise<EvaluationRun>;
  /** Groups of unidentified photos and mistakes among names, in a worker of this tab. */
  readonly sorting: SortingDoor;
  /** Measures this device; changes nothing. */
  measure(onChange: (state: MeasuringState) => void): Promise<Measuring>;
  /** Counts surveys in a worker of this tab; the caller ends it. */
  survey(): Promise<SurveyCount>;
  /** What a team shares, in a worker of this tab; fetched when first wanted. */
  catalogue(): Promise<CatalogueDoor>;
  status(): EngineStatus;
  /** Calls back at every change of the status; returns the function that stops it. */
  onStatus(listener: (status: EngineStatus) => void): () => void;
  /** Photos or individuals changed, in this tab or another. */
  onLibraryChange(listener: () => void): () => void;
  /** Encoders, an installation or a switch changed. */
  onEncodersChange(listener: () => void): () => void;
}
