/** Memory of the browser that this process has started, as Linux counts it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Whether this system tells it. */
export const HAS_MEMORY = existsSync('/proc/self/smaps_rollup');

/**
 * Bytes of all processes of Chromium below `root`: their proportional set size, in which memory that
 * several share is counted once.
 */
export function browserBytes(root: number = process.pid): number {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    if (stat)
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean => {
    const parent = parents.get(pid) ?? 0;
    return parent === root || (parent > 1 && isBelow(parent));
  };
  let kilobytes = 0;
  for (const pid of parents.keys()) {
    if (!isBelow(pid) || !/chrom/i.test(read(`/proc/${pid}/cmdline`).split('\0')[0]!)) continue;
    const [, pss = '0'] = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`)) ?? [];
    kilobytes += Number(pss);
  }
  return kilobytes * 1024;
}

/** Empty when the process has ended meanwhile. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
