/**
 * Encoders as the app sees them: cards, supervisors, and the one queue that leads to all of them.
 */
import { bytesOf, fingerprintOf, parseCard, type EncoderCard } from '../../engine/encoder/card';
import type { EncodedPhoto, EncodeOptions, EncoderLedger } from '../../engine/encoder/encoder';
import { INSTALLED_SCHEME } from '../../engine/encoder/model';
import { JobQueue, type Priority } from '../../engine/encoder/queue';
import { RunTimes } from '../../engine/encoder/run-times';
import { Supervisor } from '../../engine/encoder/supervisor';
import type { Running } from '../../engine/encoder/worker-start';
import type { Verdict, VerdictMemory } from '../../engine/encoder/verdict';
import { HuellaError, isAbort } from '../../engine/errors';
import { installedCard } from '../../engine/install';
import { spawnEncoder } from '../../workers/spawn';
import { BulkEncoding } from './bulk';
import { DEFAULT_ID } from './choice';
import { NO_RUNS, sumOf, type Counts } from './counts';
import type { Backend, Diagnostics, EncoderInfo, Settings } from '../api';

/** The embedded default's card, relative to the page. */
const DEFAULT_CARD = 'models/default.json';

/**
 * What the self-checks said, by adapter (which names the driver where the browser tells), browser
 * version and fingerprint.
 */
const VERDICTS_KEY = 'huella.verdicts';
const VERDICTS: readonly unknown[] = ['wrong', 'right', 'mha', 'manual'] satisfies Verdict[];

export interface LoadedEncoder {
  readonly id: string;
  readonly card: EncoderCard;
  readonly fingerprint: string;
  readonly modelUrl: string;
}

/** An encoded photo and the fingerprint of the encoder that did it. */
export type Encoded = EncodedPhoto & { readonly fingerprint: string };

/** What the encoder contributes to the diagnostics. */
type EncoderDiagnostics = Omit<
  Diagnostics,
  'photos' | 'indexed' | 'crossOriginIsolated' | 'tab' | 'markings' | 'detector'
>;

/**
 * Card and fingerprint of the bundled encoder or an installed one, without starting it.
 * @throws HuellaError `encoder-missing`, `encoder-damaged`, `install-unsupported`
 */
export async function loadEncoder(id: string): Promise<LoadedEncoder> {
  if (id === DEFAULT_ID) return loadDefault();
  const { card, fingerprint } = await installedCard(id);
  return { id, card, fingerprint, modelUrl: INSTALLED_SCHEME + id };
}

export function infoOf(
  { id, card, fingerprint }: Omit<LoadedEncoder, 'modelUrl'>,
  active: boolean,
): EncoderInfo {
  const { name, dimension, inputSize, licence, precision = 'fp32' } = card;
  const bytes = bytesOf(card);
  return {
    id,
    name,
    dimension,
    inputSize,
    fingerprint,
    licence,
    bytes,
    precision,
    installed: true,
    active,
  };
}

/** One encoder under its supervisor. Several may run side by side; they share a queue. */
export class RunningEncoder {
  #supervisor: Supervisor;
  #preference: Settings['backend'];
  /** Counts of the supervisors before this one: changing the backend does not forget them. */
  #before: Counts = NO_RUNS;
  readonly #queue: JobQueue;
  readonly #bulk: BulkEncoding;
  readonly #times: RunTimes;
  readonly #onRunning: (running: Running) => void;

  constructor(
    readonly loaded: LoadedEncoder,
    preference: Settings['backend'],
    queue: JobQueue,
    times: RunTimes,
    onRunning: (running: Running) => void,
  ) {
    this.#queue = queue;
    this.#bulk = new BulkEncoding(loaded, queue);
    this.#times = times;
    this.#onRunning = onRunning;

    this.#preference = preference;
    this.#supervisor = this.#supervise();
  }

  get running(): Running | null {
    return this.#supervisor.running;
  }

  get counts(): Counts {
    return sumOf(sumOf(this.#before, this.#supervisor), this.#bulk.counts);
  }

  async start(): Promise<Running> {
    return this.#onSupervisor((supervisor) => supervisor.start());
  }

  async prefer(preference: Settings['backend']): Promise<void> {
    if (preference === this.#preference) return;
    this.#preference = preference;
    this.#before = sumOf(this.#before, this.#supervisor);
    this.#bulk.stop();
    const old = this.#supervisor;
    this.#supervisor = this.#supervise();
    old.stop();
    await this.start();
  }

  /** Waits for its turn, then encodes. Rejects with the signal's reason once aborted. */
  encode(
    photo: Blob,
    options: EncodeOptions,
    priority: Priority,
    signal?: AbortSignal,
  ): Promise<EncodedPhoto> {
    return this.#queue.run(
      async (jobSignal) => {
        const start = performance.now();
        const encoded = await this.#onSupervisor(
          async (supervisor) =>
            (await this.#bulk.encode(photo, options, priority, {
              running: supervisor.running,
              signal: jobSignal,
            })) ?? supervisor.encode(photo, options, jobSignal),
        );
        this.#times.add(performance.now() - start);
        return encoded;
      },
      priority,
      signal,
    );
  }

  /** What all its workers hold; `lastRun` is the main one's. Null while there is none. */
  async ledger(): Promise<EncoderLedger | null> {
    const [main, beside] = await Promise.all([this.#supervisor.ledger(), this.#bulk.ledgers()]);
    return main && beside.reduce(addedTo, main);
  }

  stop(): void {
    this.#bulk.stop();
    this.#supervisor.stop();
  }

  /** When another backend is chosen meanwhile, the supervisor that takes over does it. */
  async #onSupervisor<T>(work: (supervisor: Supervisor) => Promise<T>): Promise<T> {
    for (;;) {
      const supervisor = this.#supervisor;
      try {
        return await work(supervisor);
      } catch (error) {
        if (isAbort(error) || supervisor === this.#supervisor) throw error;
      }
    }
  }

  #supervise(): Supervisor {
    const { card, modelUrl, fingerprint } = this.loaded;
    return new Supervisor({
      spawn: spawnEncoder,
      card,
      modelUrl,
      preference: this.#preference,
      verdicts: verdictsOf(fingerprint),
      onChange: this.#onRunning,
    });
  }
}

/** The encoder in use, and how another takes its place. */
export class ActiveEncoder {
  readonly #queue: JobQueue;
  readonly #times = new RunTimes();
  #current: Promise<RunningEncoder> | null = null;
  #preference: Settings['backend'];
  /** Of encoders before this one. */
  #past: Counts = NO_RUNS;
  readonly #load: () => Promise<LoadedEncoder>;
  readonly #onRunning: (running: Running) => void;

  /**
   * @param load the encoder to use; asked again after it failed
   * @param onRunning called whenever a worker of the encoder in use has started: the backend may
   *   have changed
   */
  constructor(
    settings: Settings,
    load: () => Promise<LoadedEncoder>,
    onRunning: (running: Running) => void,
  ) {
    this.#load = load;
    this.#onRunning = onRunning;

    this.#queue = new JobQueue(settings.concurrency);
    this.#preference = settings.backend;
  }

  /** All networks' work goes through it. */
  get queue(): JobQueue {
    return this.#queue;
  }

  /** The encoder in use, loaded but perhaps not started. */
  current(): Promise<RunningEncoder> {
    if (!this.#current) {
      const current = this.#load().then((loaded) => this.make(loaded));
      this.#current = current;
      current.catch(() => {
        // The next call asks again.
        if (this.#current === current) this.#current = null;
      });
    }
    return this.#current;
  }

  /**
   * Another encoder behind the same queue.
   * @param apart one that is measured: on this backend, with times of its own
   */
  make(
    loaded: LoadedEncoder,
    apart?: { readonly backend: Backend; readonly times: RunTimes },
  ): RunningEncoder {
    const encoder: RunningEncoder = new RunningEncoder(
      loaded,
      apart?.backend ?? this.#preference,
      this.#queue,
      apart?.times ?? this.#times,
      (running) => {
        void this.#current?.then(
          (current) => {
            if (current === encoder) this.#onRunning(running);
          },
          () => undefined,
        );
      },
    );
    return encoder;
  }

  /** From here on this one is in use; what is in flight on the other ends there. */
  async replace(encoder: RunningEncoder): Promise<void> {
    const old = await this.#current?.catch(() => null);
    this.#current = Promise.resolve(encoder);
    if (!old || old === encoder) return;
    this.#past = sumOf(this.#past, old.counts);
    old.stop();
  }

  /** Ends the worker for good. */
  close(): void {
    void this.#current?.then(
      (current) => current.stop(),
      () => undefined,
    );
  }

  /** Starts a worker if there is none. A failed start does not poison the next. */
  async start(): Promise<Running> {
    return (await this.current()).start();
  }

  /** Applies changed settings at once; resolves when a newly chosen backend runs. */
  async apply(settings: Settings): Promise<void> {
    this.#queue.setLimit(settings.concurrency);
    this.#preference = settings.backend;
    await (await this.current()).prefer(settings.backend);
  }

  async diagnostics(): Promise<EncoderDiagnostics> {
    const current = await this.#current?.catch(() => null);
    const running = current?.running ?? null;
    const ledger = (await current?.ledger()) ?? null;
    const { runs, failedRuns, recycles } = current ? sumOf(this.#past, current.counts) : this.#past;
    return {
      backend: running?.backend ?? null,
      backendReason: running?.reason ?? null,
      adapter: running?.adapter ?? '',
      threads: running?.threads ?? 0,
      inFlight: this.#queue.inFlight,
      maxInFlightSeen: this.#queue.maxInFlightSeen,
      queued: this.#queue.queued,
      runs,
      failedRuns,
      recycles: recycles.length,
      recycleReasons: recycles,
      medianMs: this.#times.percentile(0.5),
      p95Ms: this.#times.percentile(0.95),
      gpuBuffers: ledger?.gpuBuffers ?? 0,
      gpuBytes: ledger?.gpuBytes ?? 0,
      wasmBytes: ledger?.wasmBytes ?? 0,
      openBitmaps: ledger?.openBitmaps ?? 0,
      openTensors: ledger ? ledger.tensorsMade - ledger.tensorsDisposed : 0,
      tensorsMade: ledger?.tensorsMade ?? 0,
      tensorsDisposed: ledger?.tensorsDisposed ?? 0,
      lastRun: ledger?.lastRun ?? null,
    };
  }
}

function addedTo(main: EncoderLedger, other: EncoderLedger): EncoderLedger {
  return {
    ...main,
    wasmBytes: main.wasmBytes + other.wasmBytes,
    openBitmaps: main.openBitmaps + other.openBitmaps,
    tensorsMade: main.tensorsMade + other.tensorsMade,
    tensorsDisposed: main.tensorsDisposed + other.tensorsDisposed,
  };
}

async function loadDefault(): Promise<LoadedEncoder> {
  const url = new URL(DEFAULT_CARD, document.baseURI);
  const response = await fetch(url).catch((cause: unknown) => {
    const text = 'The encoder card could not be fetched.';
    throw new HuellaError('encoder-missing', text, {}, { cause });
  });
  if (!response.ok)
    throw new HuellaError('encoder-missing', `No encoder card (${response.status}).`);
  const json: unknown = await response.json().catch((cause: unknown) => {
    const text = 'The encoder card is not JSON.';
    throw new HuellaError('encoder-damaged', text, { field: 'card' }, { cause });
  });
  const card = parseCard(json);
  return {
    id: DEFAULT_ID,
    card,
    fingerprint: await fingerprintOf(card),
    modelUrl: new URL(card.file, url).href,
  };
}

function verdictsOf(fingerprint: string): VerdictMemory {
  const keyOf = (adapter: string): string => [adapter, navigator.userAgent, fingerprint].join(' ');
  const read = (): Record<string, Verdict> => {
    try {
      return JSON.parse(localStorage.getItem(VERDICTS_KEY) ?? '{}') as Record<string, Verdict>;
    } catch {
      return {};
    }
  };
  return {
    recall(adapter) {
      const verdict = read()[keyOf(adapter)];
      return VERDICTS.includes(verdict) ? verdict! : null;
    },
    remember(adapter, verdict) {
      try {
        localStorage.setItem(
          VERDICTS_KEY,
          JSON.stringify({ ...read(), [keyOf(adapter)]: verdict }),
        );
      } catch {
        // Without storage everything is tried again next time.
      }
    },
  };
}
