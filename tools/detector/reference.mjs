/**
 * Runs the published TF.js graph on raw pictures: node reference.mjs MODEL_JSON FOLDER
 *
 * FOLDER holds N.rgb files of 416 x 416 x 3 bytes, red first. For each, N.out is written: float32,
 * scores [3549, 80] and then distances [3549, 44], strides 8, 16, 32 in this order.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

const SIDE = 416;
// config/legacy_v0.x_configs/nanodet-g.yml, `normalize`: blue, green, red.
const MEAN = [103.53, 116.28, 123.675];
const STD = [57.375, 57.12, 58.395];
const OUTPUTS = ['Identity', 'Identity_1', 'Identity_2', 'Identity_3', 'Identity_4', 'Identity_5'];

const [modelPath, folder] = process.argv.slice(2);
setWasmPaths(
  join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')), '/'),
);
await tf.setBackend('wasm');

const document = JSON.parse(readFileSync(modelPath, 'utf8'));
const specs = document.weightsManifest.flatMap((group) => group.weights);
const files = document.weightsManifest.flatMap((group) => group.paths);
const data = Buffer.concat(files.map((name) => readFileSync(join(dirname(modelPath), name))));
const model = await tf.loadGraphModel({
  load: () =>
    Promise.resolve({
      modelTopology: document.modelTopology,
      weightSpecs: specs,
      weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength),
      signature: document.signature,
      format: document.format,
    }),
});

for (const name of readdirSync(folder).filter((file) => file.endsWith('.rgb'))) {
  const rgb = readFileSync(join(folder, name));
  const planes = new Float32Array(rgb.length);
  for (let i = 0; i < SIDE * SIDE; i++) {
    for (let c = 0; c < 3; c++) {
      planes[c * SIDE * SIDE + i] = (rgb[i * 3 + 2 - c] - MEAN[c]) / STD[c];
    }
  }
  const input = tf.tensor4d(planes, [1, 3, SIDE, SIDE]);
  const outputs = model.execute(input, OUTPUTS);
  const parts = outputs.map((output) => output.dataSync());
  const all = Float32Array.from({ length: parts.reduce((sum, part) => sum + part.length, 0) });
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  writeFileSync(join(folder, name.replace('.rgb', '.out')), Buffer.from(all.buffer));
  tf.dispose([input, ...outputs]);
}
