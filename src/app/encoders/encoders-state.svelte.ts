/**
 * What the Encoders screen shows and does. One per page: an installation goes on while another
 * screen is open.
 */
import { isAbort, toHuellaError, type ErrorDetail } from '../../engine/errors';
import type { Catalogue, CatalogueVariant } from '../../engine/install';
import type { I18n } from '../i18n/i18n.svelte';
import type { Precision } from '../../engine/encoder/card';
import type { Backend, EncoderInfo, OnnxFacts } from '../../runtime/api';
import type { Services } from '../../runtime/services';
import type { Announcer } from '../state/announcer.svelte';
import { remember, remembered } from '../state/remembered';
import type { EncodersView, LocalEncoder } from '../../runtime/status';
import { DEFAULT_ID, readChoice } from '../../runtime/encoders/choice';
import { loadCatalogue } from '../../runtime/encoders/install';
import { recommend, type Advice, type Candidate, type DeviceFacts } from './recommend';

/** The first run is slower; the fastest counts, what else the device does only adds. */
const MEASURED_RUNS = 3;

/** Where the chosen precision is remembered. */
const PRECISION = 'huella.precision';

const NOTHING: EncodersView = {
  local: [],
  install: null,
  switching: null,
  fallback: null,
  whole: null,
};

/** What a file does not say of itself; `file`: its weights lie in a file that was not chosen. */
export const MISSING = [
  'model',
  'network',
  'file',
  'output',
  'imageSize',
  'dimension',
  'normalisation',
  'activation',
] as const;
export type Missing = (typeof MISSING)[number];

/** Answers about a file: of its networks, which one; what it does not say of itself. */
export type ModelFacts = OnnxFacts & { readonly network?: string };

export interface ModelQuestion {
  readonly missing: readonly Missing[];
  /** Names to choose from, of files, of networks or of outputs. */
  readonly choices: readonly string[];
  /** Of networks: how many numbers each has. */
  readonly sizes: readonly number[];
  /** The file that is missing. */
  readonly file: string | null;
  /** The files, or the address, that the question is about. */
  readonly source: ModelSource;
  /** Answers to earlier questions about them. */
  readonly facts: ModelFacts;
}

/** Files that were chosen, or the address of one. */
export type ModelSource = readonly File[] | string;

export class EncodersState {
  view = $state.raw<EncodersView>(NOTHING);
  catalogue = $state.raw<Catalogue | null>(null);
  /** The last thing that went wrong, in words. */
  failure = $state<string | null>(null);
  /** What the files do not say, and the person is asked. */
  question = $state.raw<ModelQuestion | null>(null);
  stopping = $state(false);
  device = $state.raw<DeviceFacts>({ includedMs: null, memory: memoryOfDevice() });
  /** Of the model being put in use or removed: starting one takes seconds. */
  working = $state<string | null>(null);
  /** Variants of the catalogue that are not on this device. */
  readonly offered: readonly CatalogueVariant[] = $derived(
    (this.catalogue?.variants ?? []).filter(
      ({ id }) => !this.view.local.some((encoder) => encoder.id === id),
    ),
  );
  /** What the encoder in use runs on; null: it has not started. Set by the screen. */
  backend = $state<Backend | null>(null);
  /**
   * In which precisions a model can be installed that gain something on this device; the first is
   * as published.
   */
  readonly precisions: readonly Precision[] = $derived(
    this.backend === 'webgpu' ? ['fp32', 'fp16'] : this.backend === 'wasm' ? ['fp32', 'int8'] : [],
  );
  #wanted = $state(remembered(PRECISION));
  #abort: AbortController | null = null;
  #reading = false;
  #again = false;
  #isOfReading = false;
  readonly #services: Services;
  readonly #i18n: I18n;
  readonly #announcer: Announcer;

  constructor(services: Services, i18n: I18n, announcer: Announcer) {
    this.#services = services;
    this.#i18n = i18n;
    this.#announcer = announcer;

    services.onEncodersChange(() => void this.refresh());
  }

  /** Of the models installed from now on; remembered. */
  get precision(): Precision {
    return this.precisions.find((each) => each === this.#wanted) ?? 'fp32';
  }

  set precision(precision: Precision) {
    this.#wanted = precision;
    remember(PRECISION, precision);
  }

  /** Call when the screen is opened. */
  async open(): Promise<void> {
    // What an installation met while another screen was open is told here.
    if (this.#isOfReading) this.failure = null;
    try {
      [this.catalogue] = await Promise.all([loadCatalogue(), this.refresh()]);
      await this.measure();
    } catch (error) {
      this.#fail(error, true);
    }
  }

  async refresh(): Promise<void> {
    // Changes come faster than they can be read: one reading at a time, and a last one after the
    // last change.
    if (this.#reading) {
      this.#again = true;
      return;
    }
    this.#reading = true;
    do {
      this.#again = false;
      try {
        this.view = await this.#services.encoders.view();
      } catch (error) {
        this.#fail(error, true);
      }
    } while (this.#again as boolean);
    this.#reading = false;
  }

  /** Of the catalogue's data sets, by animal: the best known first. */
  accuracyOf(variant: CatalogueVariant): Candidate['accuracy'][number][] {
    const names = this.#i18n.t.encoders.animals as Readonly<Record<string, string>>;
    const words = this.#i18n.t.encoders.animalWords as Readonly<Record<string, string>>;
    const byAnimal = new Map<string, number[]>();
    for (const { id, animal } of this.catalogue?.datasets ?? []) {
      const percent = variant.accuracy[id];
      if (percent !== undefined) byAnimal.set(animal, [...(byAnimal.get(animal) ?? []), percent]);
    }
    // Several sets of one animal: the hardest says how far to trust it.
    return [...byAnimal]
      .map(([key, values]) => ({
        key,
        animal: names[key] ?? key,
        words: words[key] ?? '',
        percent: Math.min(...values),
      }))
      .sort((a, b) => b.percent - a.percent);
  }

  /**
   * What to install for these animals on this device; null: not measured yet, or what is here is
   * right.
   */
  recommendation(species: readonly string[], photos: number): Advice | null {
    const variants = this.catalogue?.variants ?? [];
    const candidates = variants.map((variant) => {
      return { variant, accuracy: this.accuracyOf(variant) };
    });
    const advice = recommend(candidates, species, photos, this.device);
    const here = this.view.local.some(
      ({ id, state }) => id === advice?.variant.id && state === 'installed',
    );
    return here ? null : advice;
  }

  /**
   * Times the encoder in use on a plain picture. Its word for the others is their cost beside its
   * own.
   */
  async measure(): Promise<void> {
    // A switch or an installation goes first, and would be measured with it.
    const busy = this.view.install !== null || readChoice().target !== null;
    if (this.device.includedMs !== null || busy) return;
    const active = this.view.local.find((encoder) => encoder.active);
    const cost =
      active?.id === DEFAULT_ID
        ? 1
        : this.catalogue?.variants.find(({ id }) => id === active?.id)?.cost;
    if (cost === undefined) return;
    try {
      const { inputSize } = active!.info!;
      const canvas = new OffscreenCanvas(inputSize, inputSize);
      canvas.getContext('2d')!.fillRect(0, 0, inputSize, inputSize / 2);
      const picture = await canvas.convertToBlob();
      let ms = Infinity;
      for (let run = 0; run < MEASURED_RUNS; run++) {
        const started = performance.now();
        await this.#services.huella.encode(picture);
        ms = Math.min(ms, performance.now() - started);
      }
      this.device = { ...this.device, includedMs: ms / cost };
    } catch {
      // Times are left out.
    }
  }

  install(variant: CatalogueVariant): Promise<void> {
    return this.#installing((signal) =>
      this.#services.huella.encoders.install(variant.id, { signal, ...this.#asked() }),
    );
  }

  /** @param facts answers to what the files do not say */
  installFrom(source: ModelSource, facts: ModelFacts = {}): Promise<void> {
    this.question = null;
    const { imageSize, network, ...others } = facts;
    const request = {
      source,
      imageSize,
      network,
      facts: Object.keys(others).length > 0 ? others : undefined,
      ...this.#asked(),
    };
    return this.#installing(async (signal) => {
      try {
        return await this.#services.encoders.installRequest(request, signal);
      } catch (error) {
        const { code, detail } = toHuellaError(error);
        if (code !== 'encoder-card-needed') throw error;
        this.question = questionOf(detail, source, facts);
        return null;
      }
    });
  }

  resume({ id }: LocalEncoder): Promise<void> {
    return this.#installing((signal) => this.#services.encoders.resumeInstall(id, signal));
  }

  stop(): void {
    this.stopping = true;
    if (this.#abort) this.#abort.abort();
    else this.#services.encoders.stopInstall().catch(ignore);
  }

  async use({ id, name }: LocalEncoder): Promise<void> {
    await this.#working(id, async () => {
      await this.#services.huella.encoders.use(id);
      this.#announcer.toast(this.#i18n.t.encoders.nowUsing(name));
    });
  }

  /** `keepPrepared`: what it has made of the photos stays, for when it is installed again. */
  async remove(
    { id, name }: LocalEncoder,
    options: { keepPrepared?: boolean } = {},
  ): Promise<void> {
    await this.#working(id, async () => {
      await this.#services.huella.encoders.remove(id, options);
      this.#announcer.toast(this.#i18n.t.encoders.removed(name));
    });
  }

  pauseSwitch(): void {
    this.#services.encoders.pauseSwitch().catch(ignore);
  }

  resumeSwitch(): void {
    this.#services.encoders.resumeSwitch().catch(ignore);
  }

  cancelSwitch(): void {
    this.#services.encoders.cancelSwitch().catch(ignore);
  }

  #asked(): { readonly precision?: Precision } {
    return this.precision === 'fp32' ? {} : { precision: this.precision };
  }

  /** @param install null: it asks something first */
  async #installing(install: (signal: AbortSignal) => Promise<EncoderInfo | null>): Promise<void> {
    const abort = new AbortController();
    this.#abort = abort;
    this.stopping = false;
    await this.#doing(async () => {
      const made = await install(abort.signal);
      if (made) this.#announcer.toast(this.#i18n.t.encoders.installed(made.name));
    });
    this.#abort = null;
    this.stopping = false;
  }

  async #working(id: string, work: () => Promise<void>): Promise<void> {
    this.working = id;
    await this.#doing(work);
    // Another one may have been chosen meanwhile.
    if (this.working === id) this.working = null;
  }

  async #doing(work: () => Promise<void>): Promise<void> {
    this.failure = null;
    try {
      await work();
    } catch (error) {
      if (!isAbort(error)) this.#fail(error);
    }
    await this.refresh();
  }

  /** @param isOfReading it is about what is shown, not about what was done */
  #fail(error: unknown, isOfReading = false): void {
    this.#isOfReading = isOfReading;
    this.failure = this.#i18n.thrown(error);
  }
}

/** Chromium's, rounded and at most 8 GiB; null where the browser does not say. */
function memoryOfDevice(): number | null {
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  return deviceMemory === undefined ? null : deviceMemory * 2 ** 30;
}

function questionOf(
  { missing, choices, sizes, file }: ErrorDetail,
  source: ModelSource,
  facts: ModelFacts,
): ModelQuestion {
  const listed = (text: unknown): string[] => (typeof text === 'string' ? text.split(', ') : []);
  const named = listed(missing);
  return {
    missing: MISSING.filter((each) => named.includes(each)),
    choices: listed(choices),
    sizes: listed(sizes).map(Number),
    file: typeof file === 'string' ? file : null,
    source,
    facts,
  };
}

/** The tab that leads is gone: what it did has ended with it. */
function ignore(): void {
  // The screen shows what the next leader says.
}
