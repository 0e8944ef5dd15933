/** Processor time of other processes, from /proc: what a photo costs, however busy the machine is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Linux counts processor time in hundredths of a second (USER_HZ), on every architecture. */
const TICKS_PER_SECOND = 100;
/** Of the fields after the name, which is in brackets: parent, and own and dead children's ticks. */
const PARENT = 1;
const TICKS = [11, 12, 13, 14];

/** Whether this system tells the processor time of other processes. */
export const HAS_PROC = existsSync('/proc/self/stat');

/**
 * Seconds of the processor that all processes below `root` have used, dead ones included; `root`
 * itself is not counted.
 */
export function secondsBelow(root: number = process.pid): number {
  const stats = new Map<number, readonly string[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
      stats.set(Number(name), stat.slice(stat.lastIndexOf(')') + 2).split(' '));
    } catch {
      // It ended meanwhile.
    }
  }
  const isBelow = (pid: number): boolean => {
    const parent = Number(stats.get(pid)?.[PARENT] ?? 0);
    return parent === root || (parent > 1 && isBelow(parent));
  };
  let ticks = 0;
  for (const [pid, fields] of stats)
    if (isBelow(pid)) ticks += TICKS.reduce((sum, at) => sum + Number(fields[at]), 0);
  return ticks / TICKS_PER_SECOND;
}
