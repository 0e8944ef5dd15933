import { expect, test } from 'vitest';
import { factsOf, joinFacts } from '../../../../../src/engine/onnx/door';

const clip = [0.48145466, 0.4578275, 0.40821073];
const std = [0.26862954, 0.26130258, 0.27577711];

test.each([
  [
    "timm's config.json of a CLIP tower",
    {
      architecture: 'vit_large_patch14_clip_336',
      num_classes: 0,
      pretrained_cfg: { input_size: [3, 336, 336], mean: clip, std },
    },
    { normalisation: { mean: clip, std }, activation: 'gelu' },
  ],
  [
    'its older activation, in the name',
    { architecture: 'vit_large_patch14_clip_quickgelu_336', pretrained_cfg: {} },
    { activation: 'quick-gelu' },
  ],
  ['another architecture of timm', { architecture: 'swin_tiny_patch4_window7_224' }, {}],
  [
    "transformers' config.json of both towers",
    { hidden_act: 'gelu', vision_config: { hidden_act: 'quick_gelu', image_size: 336 } },
    { activation: 'quick-gelu' },
  ],
  ["transformers' config.json of one", { hidden_act: 'gelu' }, { activation: 'gelu' }],
  ['an activation that is not built', { hidden_act: 'relu' }, {}],
  [
    'preprocessor_config.json',
    { crop_size: { height: 336, width: 336 }, image_mean: clip, image_std: std, size: 512 },
    { imageSize: 336, normalisation: { mean: clip, std } },
  ],
  ['a card of an older activation', { activation: 'quick-gelu' }, { activation: 'quick-gelu' }],
  [
    'a picture without normalisation',
    { do_normalize: false },
    { normalisation: { mean: [0, 0, 0], std: [1, 1, 1] } },
  ],
  ['deviations that are none', { mean: clip, std: [1, 0, 1] }, {}],
  ['no object', 'mean', {}],
])('%s', (_, json, facts) => {
  expect(factsOf(json)).toEqual(facts);
});

test('what is said later is believed first, and silence takes nothing back', () => {
  const joined = joinFacts(
    { activation: 'gelu', imageSize: 224 },
    { activation: 'quick-gelu' },
    {},
  );
  expect(joined).toEqual({ activation: 'quick-gelu', imageSize: 224 });
});
