/** Devices without a browser on the real store, each with a place of its own in the bucket. */
import { newSecret } from '../../src/engine/catalogue/sealing';
import { S3Store } from '../../src/engine/catalogue/s3';
import type { RoundOptions, RoundReport } from '../../src/engine/catalogue/sides';
import { Killed, type Device } from '../unit/engine/catalogue/devices';
import { BUCKET, WRITER, type Key, type Seaweed } from './server';

export class Team {
  readonly secret = newSecret();
  readonly #seaweed: Seaweed;
  /** Folder in the bucket. */
  readonly folder: string;

  constructor(seaweed: Seaweed, folder: string) {
    this.#seaweed = seaweed;
    this.folder = folder;
  }

  /** A client as the app makes one for each round. */
  store(key: Key = WRITER): S3Store {
    const place = { endpoint: this.#seaweed.endpoint, bucket: BUCKET, region: 'us-east-1' };
    return new S3Store({ ...place, ...key, prefix: this.folder });
  }

  sync(device: Device, options: RoundOptions & { key?: Key } = {}): Promise<RoundReport> {
    return device.sync(this.store(options.key), this.secret, options);
  }

  /** False: the device died on its way. */
  async survives(device: Device): Promise<boolean> {
    try {
      await this.sync(device);
      return true;
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      if (!(cause instanceof Killed)) throw error;
      return false;
    }
  }

  /** Once to send, once to hear of what the others had not sent by then. */
  async settle(devices: readonly Device[]): Promise<void> {
    for (let i = 0; i < 2; i++) for (const device of devices) await this.sync(device);
  }

  /** Names in the store of what it keeps of this team, of one kind. */
  async names(kind = ''): Promise<string[]> {
    const all = await this.#seaweed.names();
    return all.filter((name) => name.startsWith(`${this.folder}/${kind}`));
  }
}
