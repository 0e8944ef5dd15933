/**
 * Room kept back: on a disk that photos have filled, a person can still delete, decide and put in
 * order. It lies beside the photos as bytes of no meaning, is written with the first photo, and is
 * given up for what a person does when nothing else fits; the next photo that does fit brings it
 * back first.
 */
import type { WriteTransaction } from './schema';

/**
 * Hundreds of photos put into the trash at once, about a kilobyte of records each, and some
 * decisions after that.
 */
const RESERVE_BYTES = 1024 ** 2;

/** What `crypto.getRandomValues` gives at once. */
const RANDOM_BYTES = 65_536;

/** Stores: counters. Writes it when it is not there. */
export async function keep(transaction: WriteTransaction): Promise<void> {
  const counters = transaction.objectStore('counters');
  if ((await counters.getKey('reserve')) === undefined) await counters.put(noise(), 'reserve');
}

/**
 * Stores: counters. Gives it up; false: there was none. A transaction that only deletes goes
 * through on a full disk.
 */
export async function spend(transaction: WriteTransaction): Promise<boolean> {
  const counters = transaction.objectStore('counters');
  if ((await counters.getKey('reserve')) === undefined) return false;
  await counters.delete('reserve');
  return true;
}

/** Bytes that no database can make smaller. */
function noise(): ArrayBuffer {
  const bytes = new Uint8Array(RESERVE_BYTES);
  for (let at = 0; at < bytes.length; at += RANDOM_BYTES) {
    crypto.getRandomValues(bytes.subarray(at, at + RANDOM_BYTES));
  }
  return bytes.buffer;
}
