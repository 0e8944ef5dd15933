/** A bucket and the one who owns it, for the tests of `npm run catalogue`. */
import { newSecret, Sealing } from '../../../../src/engine/catalogue/sealing';
import { check, type CheckReport } from '../../../../tools/catalogue/check';
import { compact, type Compaction } from '../../../../tools/catalogue/compact';
import { MeasuredStore } from '../../../../tools/catalogue/owned-store';
import { MemoryStore } from '../../engine/catalogue/devices';

export class Owner {
  readonly store = new MemoryStore();
  readonly secret = newSecret();

  async check(): Promise<CheckReport> {
    return check(new MeasuredStore(this.store), await Sealing.of(this.secret));
  }

  async compact(write = true): Promise<Compaction> {
    return compact(new MeasuredStore(this.store), await Sealing.of(this.secret), write);
  }

  names(kind = ''): string[] {
    return [...this.store.objects.keys()].filter((name) => name.startsWith(kind)).sort();
  }

  /** Flips one bit in the middle. */
  spoil(name: string): void {
    const bytes = this.store.objects.get(name)!.slice();
    bytes[bytes.length >> 1]! ^= 1;
    this.store.objects.set(name, bytes);
  }
}
