/**
 * Everything about encoders beyond running them: which are here, installing, switching, removing,
 * falling back.
 */
import { HuellaError, isAbort, toHuellaError } from '../../engine/errors';
import {
  markDamaged,
  removeEncoder,
  storedEncoder,
  storedEncoders,
  type InstallRequest,
  type StoredEncoder,
} from '../../engine/install';
import { DEFAULT_ID, readChoice, writeChoice } from './choice';
import {
  infoOf,
  loadEncoder,
  type ActiveEncoder,
  type LoadedEncoder,
  type RunningEncoder,
} from './active';
import { loadCatalogue } from './install';
import { Installations } from './installations';
import { RunTimes } from '../../engine/encoder/run-times';
import type { Progress } from '../../engine/types';
import type { LibraryLink } from '../leader/library-link';
import { asWork } from '../work';
import { preparePhotos, type Prepared } from './prepare';
import { Reencoding, type SwitchSteps } from './reencode';
import type { Timed, TimeOptions } from './time';
import type { EncoderInfo, InstallOptions } from '../api';
import type { EncodersView, LocalEncoder } from '../status';

export interface EncodersOptions {
  readonly active: () => ActiveEncoder;
  readonly library: () => LibraryLink;
  /** Resolves when no import is running; none starts before the promise it is given has settled. */
  quiet(until: Promise<unknown>): Promise<void>;
  onChange(): void;
  /** Another encoder is in use. */
  onSwitched(): Promise<void>;
}

export class Encoders {
  readonly #installations: Installations;
  #switching: Reencoding | null = null;
  /** The encoder being loaded and started for a switch, until its gallery is. */
  #beginning: { readonly id: string; readonly begun: Promise<void> } | null = null;
  /** An encoder at work that is not in use: for a comparison, or to be timed. */
  #preparing: AbortController | null = null;
  #fallback: EncodersView['fallback'] = null;
  #closed = false;

  readonly #options: EncodersOptions;

  constructor(options: EncodersOptions) {
    this.#options = options;
    this.#installations = new Installations(options);
  }

  /** Ends what is under way; the next visit, or the next tab to lead, takes it up. */
  close(): void {
    this.#closed = true;
    this.#installations.stop();
    this.#preparing?.abort();
    const under = this.#switching;
    under?.cancel();
    under?.encoder.stop();
  }

  /** The encoder that was chosen, or the bundled one where that cannot be loaded. */
  async loadChosen(): Promise<LoadedEncoder> {
    const { active } = readChoice();
    try {
      return await loadEncoder(active);
    } catch (error) {
      if (active === DEFAULT_ID) throw error;
      return this.fallBack(active, error);
    }
  }

  /** The encoder could not be loaded or started: remembers why and gives the bundled one. */
  async fallBack(id: string, thrown: unknown): Promise<LoadedEncoder> {
    const { code, detail } = toHuellaError(thrown, 'encoder-failed');
    const stored = await storedEncoder(id).catch(() => null);
    if (code === 'encoder-damaged') await markDamaged(id).catch(() => undefined);
    this.#fallback = { name: nameOf(stored) ?? id, code, detail };
    writeChoice({ active: DEFAULT_ID });
    this.#options.onChange();
    return loadEncoder(DEFAULT_ID);
  }

  /**
   * Takes up what the last visit left: a switch under way, or photos the encoder in use has not
   * seen.
   */
  async resume(): Promise<void> {
    await this.#installations.removeCutOff().catch(() => undefined);
    const { target, paused } = readChoice();
    if (target !== null) {
      this.#begin(target, paused).catch(() => undefined);
      return;
    }
    await this.encodeLacking();
  }

  /** Photos that came from another device, and that the encoder in use has not seen. */
  async encodeLacking(): Promise<void> {
    const active = await this.#options.active().current();
    const { fingerprint } = active.loaded;
    const lacking = await this.#options.library().door.photosLacking(fingerprint);
    if (lacking.length > 0 && !this.#switching && readChoice().target === null)
      this.#reencode(active, false).catch(() => undefined);
  }

  async view(): Promise<EncodersView> {
    const active = await this.#options.active().current();
    const stored = await storedEncoders().catch(() => []);
    const local: LocalEncoder[] = [];
    const standard =
      active.loaded.id === DEFAULT_ID ? active.loaded : await loadEncoder(DEFAULT_ID);
    for (const encoder of [{ state: 'installed' as const, ...standard }, ...stored]) {
      if (encoder.state === 'installed' && this.#installations.isPassing(encoder.id)) continue;
      const isActive = encoder.id === active.loaded.id;
      const { id, state } = encoder;
      if (encoder.state === 'partial') {
        const { name, url } = encoder.record;
        local.push({ id, name, state, active: false, info: null, resumable: url !== null });
      } else {
        const info = infoOf(encoder, isActive);
        local.push({ id, name: info.name, state, active: isActive, info, resumable: false });
      }
    }
    return {
      local,
      install: this.#installations.state,
      switching: this.#switching?.state ?? null,
      fallback: this.#fallback,
      whole: this.#installations.whole,
    };
  }

  async list(): Promise<EncoderInfo[]> {
    const [{ local }, catalogue] = await Promise.all([
      this.view(),
      loadCatalogue().catch(() => null),
    ]);
    const installed = local.flatMap(({ state, info }) =>
      state === 'installed' && info ? [info] : [],
    );
    const known = (catalogue?.variants ?? []).filter(
      ({ id }) => !installed.some((encoder) => encoder.id === id),
    );
    return [
      ...installed,
      ...known.map(({ id, name, dimension, inputSize, licence, bytes }): EncoderInfo => {
        const described = { id, name, dimension, inputSize, licence, bytes };
        return {
          ...described,
          precision: 'fp32',
          fingerprint: '',
          installed: false,
          active: false,
        };
      }),
    ];
  }

  install(
    source: Blob | string | readonly File[],
    options: Omit<InstallOptions, 'signal' | 'onProgress'> = {},
    signal?: AbortSignal,
    onProgress?: (progress: Progress) => void,
  ): Promise<EncoderInfo> {
    return this.#installations.install(source, options, { signal, onProgress });
  }

  /** As the function of that name of `Installations`. */
  installRequest(request: InstallRequest, signal?: AbortSignal): Promise<EncoderInfo> {
    return this.#installations.installRequest(request, { signal });
  }

  /** Ends the installation under way, also one that another tab began. */
  stopInstall(): void {
    this.#installations.stop();
  }

  resumeInstall(id: string, signal?: AbortSignal): Promise<EncoderInfo> {
    return this.#installations.resume(id, signal);
  }

  async use(id: string): Promise<void> {
    await this.#options.library().open();
    const active = await this.#options.active().current();
    if (active.loaded.id === id) {
      this.cancelSwitch();
      return;
    }
    const under = this.#switching;
    if (under?.encoder.loaded.id === id && !under.state.error) {
      this.resumeSwitch();
      await under.finished;
      // The switch itself follows the last photo.
      while (this.#switching === under) await new Promise((resolve) => setTimeout(resolve, 50));
      return;
    }
    // Asked for again while it starts (another tab has taken over): the same switch.
    if (this.#beginning?.id === id) return this.#beginning.begun;
    this.cancelSwitch();
    await this.#begin(id, false);
  }

  async remove(id: string, options: { readonly keepPrepared?: boolean } = {}): Promise<void> {
    if (id === DEFAULT_ID)
      throw new HuellaError('internal', 'The bundled encoder cannot be removed.');
    await this.#options.library().open();
    if (readChoice().target === id) this.cancelSwitch();
    if ((await this.#options.active().current()).loaded.id === id) await this.use(DEFAULT_ID);
    const stored = await storedEncoder(id).catch(() => null);
    await removeEncoder(id);
    if (!options.keepPrepared && stored && stored.state !== 'partial')
      await this.#forget(stored.fingerprint);
    this.#options.onChange();
  }

  /**
   * Deletes what an encoder that is gone has made of the photos, unless another one here computes
   * the very same.
   */
  async #forget(fingerprint: string): Promise<void> {
    const { local } = await this.view();
    if (local.some(({ info }) => info?.fingerprint === fingerprint)) return;
    await this.#options.library().door.forgetEncoder(fingerprint);
  }

  /**
   * Encodes these photos with an encoder that is not in use, for a comparison; a switch that begins
   * ends it. May be repeated: what is there is not encoded again.
   * @throws as `preparePhotos`; HuellaError `internal` while a switch is under way
   */
  async prepare(
    id: string,
    photoIds: readonly string[],
    onProgress: (done: number, total: number) => void,
    signal: AbortSignal,
  ): Promise<Prepared> {
    await this.#options.library().open();
    return this.#beside(signal, async (either) => {
      const encoder = this.#options.active().make(await loadEncoder(id));
      try {
        await encoder.start();
        either.throwIfAborted();
        return await asWork(preparePhotos(encoder, this.#steps(), photoIds, onProgress, either));
      } finally {
        encoder.stop();
      }
    });
  }

  /**
   * What an encoder takes on one backend of this device, in a worker of its own; a switch that
   * begins ends it. The one in use and the gallery stay as they are. May be repeated.
   * @throws as `timeEncoder`; HuellaError `internal` while a switch is under way
   */
  time(id: string, options: TimeOptions, signal: AbortSignal): Promise<Timed> {
    return this.#beside(signal, async (either) => {
      const [loaded, { timeEncoder }] = await Promise.all([loadEncoder(id), import('./time')]);
      const times = new RunTimes();
      const encoder = this.#options.active().make(loaded, { backend: options.backend, times });
      return timeEncoder(encoder, times, options, either);
    });
  }

  /** Work of an encoder that is not in use, while no switch is under way; one that begins ends it. */
  async #beside<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#switching || this.#beginning || this.#preparing)
      throw new HuellaError('internal', 'Another encoder is at work.');
    const own = (this.#preparing = new AbortController());
    try {
      return await work(AbortSignal.any([signal, own.signal]));
    } finally {
      this.#preparing = null;
    }
  }

  pauseSwitch(): void {
    if (readChoice().target !== null) writeChoice({ paused: true });
    this.#switching?.pause();
    this.#options.onChange();
  }

  resumeSwitch(): void {
    const under = this.#switching;
    if (!under) return;
    if (readChoice().target !== null) writeChoice({ paused: false });
    if (!under.state.error) under.resume();
    else {
      // What stopped it may be over: from where it is.
      const { id } = under.encoder.loaded;
      this.#drop(under);
      const again = readChoice().target === id ? this.#begin(id, false) : this.resume();
      again.catch(() => undefined);
    }
    this.#options.onChange();
  }

  cancelSwitch(): void {
    writeChoice({ target: null, paused: false });
    const under = this.#switching;
    if (!under) return;
    this.#drop(under);
    this.#options.onChange();
  }

  /** Starts the encoder, encodes what it has not seen, and puts it in use. */
  #begin(id: string, paused: boolean): Promise<void> {
    this.#preparing?.abort(new HuellaError('cancelled', 'cancelled'));
    const begun = this.#beginNow(id, paused).finally(() => {
      if (this.#beginning?.begun === begun) this.#beginning = null;
    });
    this.#beginning = { id, begun };
    return begun;
  }

  async #beginNow(id: string, paused: boolean): Promise<void> {
    let encoder: RunningEncoder | null = null;
    try {
      const loaded = await loadEncoder(id);
      // A tab closed from here on takes it up at its next visit.
      writeChoice({ target: id, paused });
      encoder = this.#options.active().make(loaded);
      // Before anything else: an encoder whose numbers are wrong on this device is no choice.
      if (!paused) await encoder.start();
    } catch (error) {
      encoder?.stop();
      // The leader has gone, not the encoder: the next one goes on with it.
      if (this.#closed) throw error;
      if (toHuellaError(error).code === 'encoder-damaged')
        await markDamaged(id).catch(() => undefined);
      if (readChoice().target === id) writeChoice({ target: null, paused: false });
      this.#options.onChange();
      throw error;
    }
    // Another choice was made while it started.
    if (readChoice().target !== id) {
      encoder.stop();
      throw new HuellaError('cancelled', 'cancelled');
    }
    await this.#reencode(encoder, paused);
  }

  async #reencode(encoder: RunningEncoder, paused: boolean): Promise<void> {
    const job = new Reencoding(encoder, this.#steps(), paused);
    this.#switching = job;
    this.#options.onChange();
    try {
      await job.finished;
      if ((await this.#options.active().current()) !== encoder) await this.#commit(job);
    } catch (error) {
      // What stopped it stays on screen, to be tried again; what was cancelled, or failed after the
      // last photo, is gone.
      if (isAbort(error) || !job.state.error) this.#drop(job);
      throw error;
    }
    if (this.#switching === job) this.#switching = null;
    this.#options.onChange();
  }

  #steps(): SwitchSteps {
    const { door } = this.#options.library();
    return {
      photoCount: door.photoCount,
      lacking: door.photosLacking,
      source: door.source,
      vectorsOf: door.vectorsOf,
      store: async (photoId, embedding, crop) => {
        await door.addEmbedding(photoId, embedding, crop);
      },
      onChange: () => this.#options.onChange(),
    };
  }

  /** Puts the encoder in use, when no import is half done with the other one. */
  async #commit(job: Reencoding): Promise<void> {
    let release: (() => void) | undefined;
    const until = new Promise<void>((resolve) => {
      release = resolve;
    });
    try {
      await this.#options.quiet(until);
      if (this.#switching !== job) throw new HuellaError('cancelled', 'cancelled');
      const { id, fingerprint } = job.encoder.loaded;
      writeChoice({ active: id, target: null, paused: false });
      this.#fallback = null;
      await this.#options.active().replace(job.encoder);
      await this.#options.library().reopen();
      await this.#options.onSwitched();
      // What an import added between the last look and the silence.
      const lacking = await this.#options.library().door.photosLacking(fingerprint);
      if (lacking.length > job.state.failed) void this.resume().catch(() => undefined);
    } finally {
      release?.();
    }
  }

  #drop(job: Reencoding): void {
    job.cancel();
    if (this.#switching === job) this.#switching = null;
    // The encoder in use runs on.
    void this.#options
      .active()
      .current()
      .then((active) => {
        if (active !== job.encoder) job.encoder.stop();
      });
  }
}

function nameOf(stored: StoredEncoder | null): string | null {
  if (!stored) return null;
  return stored.state === 'partial' ? stored.record.name : stored.card.name;
}
