/** The active encoder as the app sees it: its card, its supervisor, and the queue that leads to it. */
import { fingerprintOf, parseCard, type EncoderCard } from '../engine/encoder/card';
import type { EncodedPhoto, EncodeOptions, EncoderLedger } from '../engine/encoder/encoder';
import { JobQueue, type Priority } from '../engine/encoder/queue';
import { RunTimes } from '../engine/encoder/run-times';
import { Supervisor, type Running } from '../engine/encoder/supervisor';
import { HuellaError } from '../engine/errors';
import { spawnEncoder } from '../workers/spawn';
import type { Diagnostics, EncoderInfo, Settings } from './scripting';

/** The embedded default's card, relative to the page. */
const DEFAULT_CARD = 'models/default.json';

interface Loaded {
  readonly card: EncoderCard;
  readonly fingerprint: string;
  readonly modelUrl: string;
}

/** What the encoder contributes to the diagnostics. */
type EncoderDiagnostics = Omit<Diagnostics, 'photos' | 'indexed' | 'crossOriginIsolated'>;

export class ActiveEncoder {
  readonly #queue: JobQueue;
  readonly #times = new RunTimes();
  #loaded: Promise<Loaded> | null = null;
  #supervisor: Promise<Supervisor> | null = null;
  #preference: Settings['backend'];
  /** Counts of the supervisors before this one: changing the backend does not forget them. */
  #before = { runs: 0, failedRuns: 0, recycles: [] as readonly string[] };

  /** @param onRunning called whenever a worker has started: the backend may have changed */
  constructor(
    settings: Settings,
    private readonly onRunning: (running: Running) => void,
  ) {
    this.#queue = new JobQueue(settings.concurrency);
    this.#preference = settings.backend;
  }

  /** Card and fingerprint, without starting a worker. */
  load(): Promise<Loaded> {
    this.#loaded ??= loadDefault().catch((error: unknown) => {
      // The next call asks again.
      this.#loaded = null;
      throw error;
    });
    return this.#loaded;
  }

  /** Starts a worker if there is none. A failed start does not poison the next. */
  async start(): Promise<Running> {
    return (await this.#supervise()).start();
  }

  /** Applies changed settings at once; resolves when a newly chosen backend runs. */
  async apply(settings: Settings): Promise<void> {
    this.#queue.setLimit(settings.concurrency);
    if (settings.backend === this.#preference) return;
    this.#preference = settings.backend;
    const old = await this.#supervisor?.catch(() => null);
    this.#supervisor = null;
    if (old) {
      this.#before.runs += old.runs;
      this.#before.failedRuns += old.failedRuns;
      this.#before.recycles = [...this.#before.recycles, ...old.recycles];
      old.stop();
    }
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
        const supervisor = await this.#supervise();
        const start = performance.now();
        const encoded = await supervisor.encode(photo, options, jobSignal);
        this.#times.add(performance.now() - start);
        return encoded;
      },
      priority,
      signal,
    );
  }

  async info(): Promise<EncoderInfo> {
    const { card, fingerprint } = await this.load();
    const { id, name, dimension, inputSize, licence, bytes } = card;
    return { id, name, dimension, inputSize, fingerprint, licence, bytes, installed: true, active: true };
  }

  async diagnostics(): Promise<EncoderDiagnostics> {
    const supervisor = await this.#supervisor?.catch(() => null);
    const running = supervisor?.running ?? null;
    const ledger: EncoderLedger | null = (await supervisor?.ledger()) ?? null;
    const recycleReasons = [...this.#before.recycles, ...(supervisor?.recycles ?? [])];
    return {
      backend: running?.backend ?? null,
      backendReason: running?.reason ?? null,
      adapter: running?.adapter ?? '',
      threads: running?.threads ?? 0,
      inFlight: this.#queue.inFlight,
      maxInFlightSeen: this.#queue.maxInFlightSeen,
      queued: this.#queue.queued,
      runs: this.#before.runs + (supervisor?.runs ?? 0),
      failedRuns: this.#before.failedRuns + (supervisor?.failedRuns ?? 0),
      recycles: recycleReasons.length,
      recycleReasons,
      medianMs: this.#times.percentile(0.5),
      p95Ms: this.#times.percentile(0.95),
      gpuBuffers: ledger?.gpuBuffers ?? 0,
      gpuBytes: ledger?.gpuBytes ?? 0,
      wasmBytes: ledger?.wasmBytes ?? 0,
      openBitmaps: ledger?.openBitmaps ?? 0,
      openTensors: ledger ? ledger.tensorsMade - ledger.tensorsDisposed : 0,
    };
  }

  #supervise(): Promise<Supervisor> {
    this.#supervisor ??= this.load().then(
      ({ card, modelUrl }) =>
        new Supervisor({
          spawn: spawnEncoder,
          card,
          modelUrl,
          preference: this.#preference,
          onChange: this.onRunning,
        }),
      (error: unknown) => {
        this.#supervisor = null;
        throw error;
      },
    );
    return this.#supervisor;
  }
}

async function loadDefault(): Promise<Loaded> {
  const url = new URL(DEFAULT_CARD, document.baseURI);
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new HuellaError('encoder-missing', 'The encoder card could not be fetched.', {}, { cause });
  }
  if (!response.ok) throw new HuellaError('encoder-missing', `No encoder card (${response.status}).`);
  let json: unknown;
  try {
    json = await response.json();
  } catch (cause) {
    throw new HuellaError('encoder-damaged', 'The encoder card is not JSON.', { field: 'card' }, { cause });
  }
  const card = parseCard(json);
  return { card, fingerprint: await fingerprintOf(card), modelUrl: new URL(card.file, url).href };
}
