import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freeBlock } from '../../../tools/testing/ports';

/** Chromium says ERR_UNSAFE_PORT of them. Blocks begin every 16 ports from 4317 on. */
test('no block has a port that browsers refuse', async () => {
  for (const bad of [5060, 5061, 6000, 6566, 6665, 6669, 6679, 6697]) {
    const first = await freeBlock(Math.floor((bad - 4317) / 16));
    expect(bad - first, `${bad} in the block from ${first}`).not.toSatisfy(
      (offset: number) => offset >= 0 && offset < 16,
    );
  }
});

test('a block in which something listens is left out', async () => {
  const server = createServer();
  const first = await freeBlock(20);
  await new Promise<void>((resolve) => server.listen(first + 3, 'localhost', resolve));
  try {
    expect(await freeBlock(20)).not.toBe(first);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
});
