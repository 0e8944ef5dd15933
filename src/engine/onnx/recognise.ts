/** Says in plain words what network a list of tensor names belongs to, for the refusal to name. */
import { HuellaError } from '../errors';
import type { Tensors } from './architectures/architecture';

/**
 * Tried in order: names that occur in no other architecture above them. `found` finishes "This is
 * ...".
 */
const KNOWN: readonly { found: string; names: readonly RegExp[] }[] = [
  { found: 'a Swin Transformer V2', names: [/\.attn\.(logit_scale|cpb_mlp\.0\.weight)$/] },
  {
    found: 'a Swin Transformer with the key names of the transformers library',
    names: [
      /swin\.embeddings\.patch_embeddings\.projection\.weight$/,
      /layers\.0\.blocks\.0\.attention\.self/,
    ],
  },
  {
    found: 'a CLIP model (image and text)',
    names: [/^(visual\.|vision_model\.)/, /^(token_embedding|text_model\.|transformer\.resblocks)/],
  },
  {
    found: 'a diffusion model',
    names: [/(model\.diffusion_model|down_blocks\.\d+\.(resnets|attentions))\./],
  },
  { found: 'a LoRA adapter', names: [/(lora_(up|down|A|B))\b/] },
  { found: 'a DINOv2 Vision Transformer', names: [/(^|\.)cls_token$/, /\.ls1\.gamma$/] },
  {
    found: 'a Vision Transformer (ViT)',
    names: [
      /(^|\.)(cls_token|pos_embed|position_embeddings)$/,
      /(^|\.)(blocks|encoder\.layer)\.0\./,
    ],
  },
  { found: 'a text model (BERT and relatives)', names: [/embeddings\.word_embeddings\.weight$/] },
  {
    found: 'a text model (GPT and relatives)',
    names: [/(^|\.)(wte|embed_tokens|tok_embeddings)\.weight$/],
  },
  { found: 'an EfficientNet', names: [/(^|\.)(conv_stem|_conv_stem)\.weight$/] },
  {
    found: 'a ConvNeXt',
    names: [
      /(^|\.)(stages\.0\.blocks\.0\.conv_dw|stages\.0\.0\.dwconv|downsample_layers\.0\.0)\.weight$/,
    ],
  },
  { found: 'a ResNet', names: [/(^|\.)layer1\.0\.conv1\.weight$/] },
  { found: 'a DenseNet', names: [/(^|\.)features\.denseblock1\./] },
  { found: 'a MobileNet', names: [/(^|\.)features\.1\.conv\.0\.0\.weight$/] },
  {
    found: 'a VGG or AlexNet',
    names: [/(^|\.)features\.0\.weight$/, /(^|\.)classifier\.\d\.weight$/],
  },
  { found: 'a YOLO detector', names: [/(^|\.)model\.0\.conv\.weight$/] },
];

/** How many tensor names an unknown network is introduced with. */
const SHOWN_NAMES = 3;

/** @returns `a ResNet`, or a few of the names where nothing is known */
function describeArchitecture(tensors: Tensors): string {
  const names = [...tensors.keys()];
  const known = KNOWN.find((candidate) =>
    candidate.names.every((name) => names.some((each) => name.test(each))),
  );
  if (known) return known.found;
  const shown = names.slice(0, SHOWN_NAMES).map((name) => name.slice(0, 60));
  return `an unknown network with ${names.length} tensors (${shown.join(', ')}${names.length > SHOWN_NAMES ? ', ...' : ''})`;
}

/**
 * The refusal of a network that cannot be converted.
 *
 * @param supported names of the architectures that can
 */
export function wrongArchitecture(tensors: Tensors, supported: readonly string[]): HuellaError {
  const found = describeArchitecture(tensors);
  const known = supported.join(', ');
  return new HuellaError(
    'checkpoint-wrong-architecture',
    `The checkpoint holds ${found}, not one of: ${known}.`,
    { found, supported: known },
  );
}
