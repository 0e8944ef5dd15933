/** The detector on the Models screen: which is in use, installing one from a file, going back. */
import type { DialectKind } from '../../engine/detector/dialects/dialect';
import type { ColoursName, DetectorFacts, Fit } from '../../engine/detector/dialects/outside';
import { isAbort, toHuellaError, type ErrorDetail } from '../../engine/errors';
import type { AppContext } from '../context';
import type { DetectorInfo } from '../../runtime/api';

export type DetectorMissing = 'imageSize' | 'colours' | 'fit' | 'classes';

/** What a detector's file does not say, and what is usual for networks of its kind. */
export interface DetectorQuestion {
  readonly missing: readonly DetectorMissing[];
  /** Null: it has not run yet. */
  readonly dialect: DialectKind | null;
  readonly colours: ColoursName | '';
  readonly fit: Fit | '';
  readonly files: readonly File[];
  /** Answers to earlier questions about the same files. */
  readonly facts: DetectorFacts;
}

export class DetectorState {
  info = $state.raw<DetectorInfo | null>(null);
  question = $state.raw<DetectorQuestion | null>(null);
  failure = $state<string | null>(null);
  /** A file is being checked and tried out. */
  busy = $state(false);
  readonly #app: AppContext;

  constructor(app: AppContext) {
    this.#app = app;
  }

  /** @returns ends the listening */
  open(): () => void {
    void this.#refresh();
    let open = true;
    this.#app.services.onEncodersChange(() => {
      if (open) void this.#refresh();
    });
    return () => {
      open = false;
    };
  }

  async install(files: readonly File[], facts: DetectorFacts = {}): Promise<void> {
    this.question = null;
    await this.#doing(async () => {
      try {
        const { name } = await this.#app.services.huella.detector.install(files, facts);
        this.#app.announcer.toast(this.#app.i18n.t.encoders.detector.installed(name));
      } catch (error) {
        const { code, detail } = toHuellaError(error);
        if (code !== 'encoder-card-needed') throw error;
        this.question = questionOf(detail, files, facts);
      }
    });
  }

  remove(): Promise<void> {
    return this.#doing(async () => {
      await this.#app.services.huella.detector.remove();
      this.#app.announcer.toast(this.#app.i18n.t.encoders.detector.removed);
    });
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.failure = this.#app.i18n.thrown(error);
    } finally {
      this.busy = false;
    }
    await this.#refresh();
  }

  async #refresh(): Promise<void> {
    try {
      this.info = await this.#app.services.huella.detector.info();
    } catch {
      // Offline before it was ever fetched: the section shows no name.
      this.info = null;
    }
  }
}

const MISSING: readonly DetectorMissing[] = ['imageSize', 'classes', 'fit', 'colours'];

function questionOf(
  detail: ErrorDetail,
  files: readonly File[],
  facts: DetectorFacts,
): DetectorQuestion {
  const named = typeof detail.missing === 'string' ? detail.missing.split(', ') : [];
  return {
    missing: MISSING.filter((each) => named.includes(each)),
    dialect: (detail['dialect'] as DialectKind | undefined) ?? null,
    colours: (detail['colours'] as ColoursName | undefined) ?? '',
    fit: (detail['fit'] as Fit | undefined) ?? '',
    files,
    facts,
  };
}
