/**
 * `npx tsx tests/bench/encode/int8/run.ts DIR [ROUNDS]`
 *
 * Times the graphs of `make.py`, or of `included.py`, beside each other in one process, on onnxruntime-web's WASM with
 * one thread: rounds of one run each, the order turning, so that what else the machine does falls
 * on all alike. Prints each form's time as a share of full precision's.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as ort from 'onnxruntime-web';

const FORMS = ['fp32', 'dynamic', 'qdq', 'qoperator'] as const;
const [folder, rounds = '12'] = process.argv.slice(2);
if (!folder) {
  console.error('Usage: npx tsx tests/bench/encode/int8/run.ts DIR [ROUNDS]');
  process.exit(2);
}
ort.env.wasm.numThreads = 1;
ort.env.logLevel = 'fatal';

const sessions: { name: (typeof FORMS)[number]; session: ort.InferenceSession }[] = [];
const fileOf = (name: string): string => join(folder, `${name}.onnx`);
const forms = FORMS.filter((name) => existsSync(fileOf(name)));
for (const name of forms)
  sessions.push({
    name,
    session: await ort.InferenceSession.create(readFileSync(fileOf(name)), {
      executionProviders: ['wasm'],
    }),
  });
const SIDE = 224;
const wave = (i: number): number => Math.sin(i / 50);
/** The included encoder takes bytes, Swin of `make.py` normalised floats. */
const feeds = ({ inputNames: [input] }: ort.InferenceSession): Record<string, ort.Tensor> => {
  const length = 3 * SIDE * SIDE;
  return input === 'pixels'
    ? {
        pixels: new ort.Tensor(
          'uint8',
          Uint8Array.from({ length }, (_, i) => 128 + 127 * wave(i)),
          [1, SIDE, SIDE, 3],
        ),
      }
    : {
        x: new ort.Tensor(
          'float32',
          Float32Array.from({ length }, (_, i) => wave(i)),
          [1, 3, SIDE, SIDE],
        ),
      };
};
const given = new Map(sessions.map(({ session }) => [session, feeds(session)]));
const times = new Map<string, number[]>();
/** The first round warms up. */
for (let round = 0; round <= Number(rounds); round++) {
  const taken = new Map<string, number>();
  for (let i = 0; i < sessions.length; i++) {
    const { name, session } = sessions[(i + round) % sessions.length]!;
    const started = performance.now();
    await session.run(given.get(session)!);
    taken.set(name, performance.now() - started);
  }
  if (round === 0) continue;
  for (const [name, ms] of taken) times.set(name, [...(times.get(name) ?? []), ms]);
}
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
for (const name of forms) {
  const own = times.get(name)!;
  const whole = times.get('fp32')!;
  const ratio = median(own.map((ms, i) => ms / whole[i]!));
  const least = Math.min(...own) / Math.min(...whole);
  console.log(
    `${name}: ${Math.min(...own).toFixed(0)} ms least, ${median(own).toFixed(0)} ms median; ` +
      `${ratio.toFixed(2)} of fp32 (least ${least.toFixed(2)})`,
  );
}
