/**
 * Installing encoders in the precision that was asked for, one at a time, shown while it runs.
 */
import type { Precision } from '../../engine/encoder/card';
import { HuellaError, toHuellaError } from '../../engine/errors';
import {
  NO_LAYERS,
  removeEncoder,
  storedEncoder,
  storedEncoders,
  type InstallRequest,
} from '../../engine/install';
import type { Progress } from '../../engine/types';
import type { EncoderInfo, InstallOptions } from '../api';
import type { EncodersView, InstallState, WholeReason } from '../status';
import { asWork } from '../work';
import { DEFAULT_ID } from './choice';
import { infoOf, loadEncoder, type ActiveEncoder, type LoadedEncoder } from './active';
import { installEightBits, installEncoder, requestFor } from './install';
import { agrees, computesHalves, inHalves } from './precision';

/** Who asked for an installation: may end it, and is told how far it is. */
interface Asker {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface InstallationsOptions {
  readonly active: () => ActiveEncoder;
  onChange(): void;
}

export class Installations {
  #install: InstallState | null = null;
  #installing: AbortController | null = null;
  #whole: EncodersView['whole'] = null;
  /** While one is made in 8 bits: what was installed before. */
  #before: ReadonlySet<string> | null = null;
  readonly #options: InstallationsOptions;

  constructor(options: InstallationsOptions) {
    this.#options = options;
  }

  get state(): InstallState | null {
    return this.#install;
  }

  /** Whether an encoder in full precision is here only until its copy in 8 bits is made. */
  isPassing(id: string): boolean {
    return this.#before?.has(id) === false;
  }

  /** What was asked for in fewer bits and installed whole, lately. */
  get whole(): EncodersView['whole'] {
    return this.#whole;
  }

  async install(
    source: Blob | string | readonly File[],
    options: Omit<InstallOptions, keyof Asker>,
    asker: Asker,
  ): Promise<EncoderInfo> {
    const request: InstallRequest =
      typeof source === 'string'
        ? await requestFor(source)
        : { source: source instanceof Blob ? [asFile(source, options.name)] : source };
    const { name = request.name, imageSize = request.imageSize, network, precision } = options;
    const { onnx: facts = request.facts } = options;
    return this.installRequest({ ...request, name, precision, imageSize, network, facts }, asker);
  }

  /** In the precision asked for, or whole where that does not work; `view().whole` says why. */
  async installRequest(request: InstallRequest, asker: Asker): Promise<EncoderInfo> {
    const attempt = (precision: Precision): Promise<EncoderInfo> => {
      const id = request.id && precision === 'fp16' ? halfIdOf(request.id) : request.id;
      const eightBits = request.precision === 'int8';
      return this.#installOne({ ...request, id, precision, eightBits }, asker);
    };
    if (request.precision === 'int8') return this.#installSmall(attempt, asker);
    if (request.precision !== 'fp16') return attempt('fp32');
    const { made, whole } = await inHalves(attempt, await computesHalves(), async () => {
      const left = (await storedEncoders()).filter(
        (stored) => stored.state === 'partial' && stored.record.precision === 'fp16',
      );
      for (const { id } of left) await removeEncoder(id);
    });
    this.#whole = whole && { name: made.name, reason: whole };
    this.#options.onChange();
    return made;
  }

  /**
   * In 8 bits. Installed whole first: its answer is what the small one's is compared with, and it
   * is there should they differ. Where they agree the whole one goes, unless it was here before.
   */
  async #installSmall(
    attempt: (precision: Precision) => Promise<EncoderInfo>,
    asker: Asker,
  ): Promise<EncoderInfo> {
    const before = (await storedEncoders()).filter(({ state }) => state === 'installed');
    const passing = (this.#before = new Set([DEFAULT_ID, ...before.map(({ id }) => id)]));
    try {
      const whole = await attempt('fp32');
      const { made, reason } = await this.#small(whole, asker);
      const { loaded } = await this.#options.active().current();
      // A script may have put the whole one in use meanwhile.
      if (made && !passing.has(whole.id) && loaded.id !== whole.id) await removeEncoder(whole.id);
      this.#whole = reason && { name: whole.name, reason };
      return made ?? whole;
    } finally {
      this.#before = null;
      this.#options.onChange();
    }
  }

  /** A copy in 8 bits, or why there is none. */
  async #small(
    whole: EncoderInfo,
    asker: Asker,
  ): Promise<{ readonly made: EncoderInfo | null; readonly reason: WholeReason | null }> {
    let id: string;
    try {
      id = await this.#underInstallation(
        (stop, onState) => installEightBits(whole, stop, onState),
        asker,
      );
    } catch (error) {
      await this.removeCutOff().catch(() => undefined);
      const { code, detail } = toHuellaError(error);
      if (code !== 'checkpoint-unsupported' || detail['found'] !== NO_LAYERS) throw error;
      return { made: null, reason: 'layers' };
    }
    const [one, other] = await Promise.all([loadEncoder(id), loadEncoder(whole.id)]);
    if (agrees(one.card, other.card)) return { made: await this.#infoOf(one), reason: null };
    await removeEncoder(id);
    return { made: null, reason: 'answers' };
  }

  /** What was being made in 8 bits when the app was closed: the whole one is still there. */
  async removeCutOff(): Promise<void> {
    for (const stored of await storedEncoders()) {
      if (stored.state === 'partial' && stored.record.precision === 'int8')
        await removeEncoder(stored.id);
    }
  }

  async #installOne(request: InstallRequest, asker: Asker): Promise<EncoderInfo> {
    const id = await this.#underInstallation(
      (stop, onState) => installEncoder(request, stop, onState),
      asker,
    );
    return this.#infoOf(await loadEncoder(id));
  }

  async #infoOf(loaded: LoadedEncoder): Promise<EncoderInfo> {
    return infoOf(loaded, (await this.#options.active().current()).loaded.id === loaded.id);
  }

  /** Runs one installation, shown and stoppable. @returns the id of what it made */
  async #underInstallation(
    install: (stop: AbortSignal, onState: (state: InstallState) => void) => Promise<string>,
    { signal, onProgress }: Asker,
  ): Promise<string> {
    const stop = new AbortController();
    this.#installing = stop;
    try {
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const installing = install(either, (state) => {
        this.#install = state;
        this.#options.onChange();
        onProgress?.({ done: state.done, total: state.total, label: state.name });
      });
      return await asWork(installing);
    } finally {
      this.#install = null;
      this.#options.onChange();
    }
  }

  /** Ends the one under way, also one that another tab began. */
  stop(): void {
    this.#installing?.abort();
  }

  async resume(id: string, signal?: AbortSignal): Promise<EncoderInfo> {
    const stored = await storedEncoder(id);
    if (stored?.state !== 'partial' || stored.record.url === null) {
      throw new HuellaError('not-found', `No installation of ${id} can be taken up.`, { id });
    }
    const { url, name, licence, precision, eightBits, imageSize, network, facts } = stored.record;
    return this.installRequest(
      {
        source: url,
        id,
        name,
        licence: licence ?? undefined,
        precision: eightBits ? 'int8' : precision,
        imageSize,
        network,
        facts,
      },
      { signal },
    );
  }
}

function halfIdOf(id: string): string {
  return `${id}-fp16`;
}

function asFile(blob: Blob, name?: string): File {
  if (blob instanceof File) return blob;
  return new File([blob], name ?? 'checkpoint', { type: blob.type });
}
