/**
 * Detectors' results of an import, and people's own boxes in files beside the photos, as they are
 * opened.
 */
import { toHuellaError } from '../../engine/errors';
import type { ResultsHead, ResultsPreview, ResultsUse } from '../../engine/exchange/planner';
import type { Services } from '../../runtime/services';
import { blobOf, type PlanNote, type PlanResults, type SideFile } from './plan-types';

type Options = ResultsUse['options'];

export class ResultsOpener {
  readonly #exchange: Services['exchange'];
  readonly #note: (note: PlanNote) => void;
  /** The least certainty of an animal that counts, as the person has it at the moment. */
  readonly #confidence: () => number;

  constructor(
    exchange: Services['exchange'],
    note: (note: PlanNote) => void,
    confidence: () => number,
  ) {
    this.#exchange = exchange;
    this.#note = note;
    this.#confidence = confidence;
  }

  /** @throws HuellaError of a file that holds no results */
  async open(file: SideFile, options: Options): Promise<PlanResults> {
    return this.#opened(await this.#exchange.openResults(blobOf(file)), file, options);
  }

  /** Of the files beside the photos those that name photos; the others are noted. */
  async beside(files: readonly SideFile[]): Promise<PlanResults[]> {
    const used: PlanResults[] = [];
    for (const file of files) {
      try {
        const opened = await this.open(file, {});
        if (this.#isOfUse(opened)) used.push(opened);
      } catch (error) {
        const { code, detail } = toHuellaError(error);
        this.#note({ kind: 'refused', name: file.name, code, detail });
      }
    }
    return used;
  }

  /** Results made of the files of boxes that were found beside the photos, one for each kind. */
  async drawn(): Promise<PlanResults[]> {
    const heads = await this.#exchange.openAnnotations();
    const opened = await Promise.all(heads.map((head) => this.#opened(head, null, {})));
    return opened.filter((results) => this.#isOfUse(results));
  }

  preview(id: number, options: Options): Promise<ResultsPreview> {
    return this.#exchange.previewResults({ id, options }, this.#confidence());
  }

  async #opened(head: ResultsHead, file: SideFile | null, options: Options): Promise<PlanResults> {
    return { head, file, options, preview: await this.preview(head.id, options) };
  }

  #isOfUse({ head, preview: { photos, folders } }: PlanResults): boolean {
    if (photos > 0 || folders.folders.length > 0) return true;
    this.#note({ kind: 'names-nothing', name: head.name });
    void this.#exchange.closeResults(head.id);
    return false;
  }
}
