import { describe, expect, test, vi } from 'vitest';
import { bytesSource } from '../../../../src/engine/checkpoint/byte-source';
import { openCheckpoint } from '../../../../src/engine/checkpoint/open';
import {
  DAMAGED,
  STRANGE,
  UNSUPPORTED,
  fixture,
  refused,
  refuses,
  swinShapes,
} from '../../../fixtures/swin/refuses';
import {
  bytes,
  op,
  pickle,
  tensor,
  torchZip,
  zeroNetwork,
} from '../../../fixtures/swin/torch-file';

vi.setConfig({ testTimeout: 60_000 });

describe('other things', () => {
  const filler = new Uint8Array(2000).fill(0x20);
  const kinds: [string, Uint8Array, RegExp][] = [
    ['empty', new Uint8Array(), /empty/],
    ['three bytes', bytes('abc'), /3 bytes/],
    ['zeros', new Uint8Array(5000), /neither/],
    ['text', bytes('Hello, this is a text.', filler), /neither/],
    ['JSON', bytes('{"model": "swin"}', filler), /JSON/],
    ['a web page', bytes('<!DOCTYPE html><html>', filler), /web page/],
    [
      'a Git LFS pointer',
      bytes('version https://git-lfs.github.com/spec/v1\noid sha256:', filler),
      /LFS/,
    ],
    ['GGUF', bytes('GGUF', filler), /GGUF/],
    ['HDF5', bytes(0x89, 'HDF\r\n', 0x1a, '\n', filler), /HDF5/],
    ['gzip', bytes(0x1f, 0x8b, filler), /gzip/],
    ['7z', bytes('7z', 0xbc, 0xaf, filler), /archive/],
    ['a JPEG', bytes(0xff, 0xd8, 0xff, 0xe0, filler), /picture/],
    ['a PNG', bytes(0x89, 'PNG', filler), /picture/],
    ['PDF', bytes('%PDF-1.7', filler), /PDF/],
    ['a NumPy array', bytes(0x93, 'NUMPY', filler), /NumPy/],
    ['TensorFlow Lite', bytes(0x1c, 0, 0, 0, 'TFL3', filler), /Lite/],
    ['ONNX', bytes(0x08, 0x08, 0x12, 0x07, 'pytorch', filler), /ONNX/],
    ['a bare pickle', bytes(op.proto(), op.emptyDict, op.stop, filler), /pickle/],
  ];
  refuses(
    'other formats',
    kinds.map(([name, file, says]) => ({ name, file, code: STRANGE, says })),
  );

  test("PyTorch's format before 1.6 is refused with advice", async () => {
    await expect(openCheckpoint(bytesSource(await fixture('legacy.pth')))).rejects.toMatchObject({
      code: STRANGE,
      message: expect.stringMatching(/before version 1\.6.*save it again/) as string,
    });
    refused.count++;
  });

  const networks: [RegExp, string[]][] = [
    [/a ResNet/, ['conv1.weight', 'bn1.weight', 'layer1.0.conv1.weight']],
    [/a ResNet/, ['backbone.conv1.weight', 'backbone.layer1.0.conv1.weight']],
    [
      /a Vision Transformer/,
      ['cls_token', 'pos_embed', 'patch_embed.proj.weight', 'blocks.0.attn.qkv.weight'],
    ],
    [
      /text model \(BERT/,
      [
        'bert.embeddings.word_embeddings.weight',
        'bert.encoder.layer.0.attention.self.query.weight',
      ],
    ],
    [/text model \(GPT/, ['model.embed_tokens.weight', 'model.layers.0.self_attn.q_proj.weight']],
    [/ConvNeXt/, ['stem.0.weight', 'stages.0.blocks.0.conv_dw.weight']],
    [/CLIP/, ['visual.conv1.weight', 'token_embedding.weight']],
    [/diffusion/, ['model.diffusion_model.input_blocks.0.0.weight']],
    [/LoRA/, ['lora_unet_down.lora_up.weight']],
    [/DenseNet/, ['features.denseblock1.denselayer1.conv1.weight']],
    [/YOLO/, ['model.0.conv.weight']],
    [/Swin Transformer V2/, ['patch_embed.proj.weight', 'layers.0.blocks.0.attn.logit_scale']],
    [
      /transformers library/,
      [
        'swin.embeddings.patch_embeddings.projection.weight',
        'swin.encoder.layers.0.blocks.0.attention.self.query.weight',
      ],
    ],
    [/unknown network with 2 tensors \(alpha, beta\)/, ['alpha', 'beta']],
  ];
  refuses(
    'other networks',
    networks.map(([says, names]) => ({
      name: names[0]!,
      file: zeroNetwork(Object.fromEntries(names.map((name) => [name, [2, 2]]))),
      code: 'checkpoint-wrong-architecture',
      says,
    })),
  );

  // Their architecture is known, so what is said is which tensor is wrong.
  const known: [RegExp, string[]][] = [
    [
      /patch_embed\.proj\.weight is 2 x 2; a Vision Transformer needs/,
      ['cls_token', 'pos_embed', 'patch_embed.proj.weight', 'blocks.0.ls1.gamma'],
    ],
    [/an EfficientNet, but/, ['conv_stem.weight', 'blocks.0.0.conv_dw.weight']],
  ];
  refuses(
    'networks of a known architecture with impossible tensors',
    known.map(([says, names]) => ({
      name: names.at(-1)!,
      file: zeroNetwork(Object.fromEntries(names.map((name) => [name, [2, 2]]))),
      code: DAMAGED,
      says,
    })),
  );

  const names = Object.keys(swinShapes).filter((name) =>
    /^(patch|norm|layers\.[02]\.(blocks\.0|downsample))/.test(name),
  );
  refuses(
    'a Swin Transformer without one of its tensors',
    names
      .filter((name) => !/norm1\.weight$|proj\.weight$|layers\.0.*table$/.test(name))
      .map((name) => ({
        name,
        file: zeroNetwork(
          Object.fromEntries(Object.entries(swinShapes).filter(([each]) => each !== name)),
        ),
        code: /^checkpoint-(damaged|wrong-architecture)$/,
        says: new RegExp(name.replaceAll('.', '\\.')),
      })),
  );
  refuses(
    'a Swin Transformer with one tensor of another shape',
    names.map((name) => ({
      name,
      file: zeroNetwork({ ...swinShapes, [name]: [3, ...swinShapes[name]!] }),
      code: DAMAGED,
      says: /needs/,
    })),
  );
  refuses('Swin Transformers of impossible sizes', [
    {
      name: 'window 5',
      file: zeroNetwork({
        ...swinShapes,
        'layers.2.blocks.0.attn.relative_position_bias_table': [81, 8],
      }),
      code: UNSUPPORTED,
      says: /windows of/,
    },
    {
      name: 'no window',
      file: zeroNetwork({
        ...swinShapes,
        'layers.0.blocks.0.attn.relative_position_bias_table': [170, 2],
      }),
      code: DAMAGED,
    },
    {
      name: '3 heads on 16',
      file: zeroNetwork({
        ...swinShapes,
        'layers.0.blocks.0.attn.relative_position_bias_table': [169, 3],
      }),
      code: UNSUPPORTED,
      says: /3 heads/,
    },
    {
      name: 'grey input',
      file: zeroNetwork({ ...swinShapes, 'patch_embed.proj.weight': [16, 1, 4, 4] }),
      code: DAMAGED,
    },
    {
      name: 'terabytes by strides of zero',
      file: torchZip(
        pickle(
          op.dict(
            ...Object.entries(swinShapes).map(([name, shape]): [string, Uint8Array] => {
              const wide = shape.map((size, axis) =>
                name.startsWith('patch_embed.proj.weight') && axis > 0 ? size : size * 2 ** 20,
              );
              return [
                name,
                tensor({ key: '0', shape: wide, strides: shape.map(() => 0), elements: 16 }),
              ];
            }),
          ),
        ),
        { 0: new Uint8Array(64) },
      ),
      code: /^checkpoint-(too-large|damaged|unsupported)$/,
    },
  ]);
});

test('as many as there should be', () => {
  console.info(`${refused.count} malformed files refused`);
  expect(refused.count).toBeGreaterThan(100);
});
