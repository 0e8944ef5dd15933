/**
 * What may import what: the arrows between storeys and rooms, and the doors of outside libraries.
 * The rules `arrows` and `doors` hold the code to it, in ESLint and in oxlint.
 */

const ENGINE_ROOMS = [
  'ort',
  'encoder',
  'local',
  'detector',
  'checkpoint',
  'onnx',
  'index',
  'library',
  'matching',
  'learning',
  'evaluation',
  'sorting',
  'survey',
  'exchange',
  'gallery',
  'install',
  'backup',
  'catalogue',
];

/** The ground floor: files of `src/engine` that every room may import. */
const GROUND = [
  'types',
  'errors',
  'crop',
  'hash',
  'equal',
  'space',
  'microchip',
  'jobs',
  'grouped',
];

/** Which other rooms of the engine a room may import besides the ground floor. */
const MAY_IMPORT = {
  // The door to ONNX Runtime: every network runs through it.
  ort: [],
  encoder: ['ort'],
  // Decoding and the crop's pixels are the encoder's.
  detector: ['ort', 'encoder'],
  local: ['ort', 'encoder'],
  checkpoint: [],
  // Checkpoint tensors become a graph's weights, and a card that the encoder reads.
  onnx: ['checkpoint', 'encoder/card'],
  index: [],
  library: [],
  matching: [],
  // What is learnt is judged as answers are: per individual, by calibrated chances.
  learning: ['matching'],
  // A gallery is evaluated as it is learnt from and answered: by the same similarities and chances.
  evaluation: ['learning', 'matching'],
  // Photos are grouped by the similarities that are learnt and calibrated.
  sorting: ['learning', 'matching'],
  // Surveys count the library's records; neither the database nor what it is made with.
  survey: ['matching', 'library/records', 'library/individuals'],
  // A photo's size as the decoder shows it, for boxes in pixels; surveys go out and come in,
  // with the distances between their places. Where the items of an AVIF lie is read in one way.
  exchange: ['encoder/decode', 'encoder/sniff/items', 'survey', 'matching'],
  // A checkpoint becomes an encoder of this device: conversion, and the card and file names the
  // encoder reads; an ONNX file becomes its detector.
  install: ['checkpoint', 'onnx', 'encoder', 'detector/dialects/outside'],
  // The one place where the truth (library) and its cache (index) meet; its service is the
  // library's worker.
  gallery: [
    'library',
    'index',
    'matching',
    'learning',
    'evaluation',
    'sorting',
    'backup',
    'exchange',
    'encoder',
  ],
  // A library as one zip, out and in.
  backup: ['library', 'exchange'],
  // A library made equal to a team's, by the rules and checks of a restore; files are kept by place.
  catalogue: ['library', 'backup', 'matching/distance'],
};

/** The storeys from the ground up: each may import only those before it. */
const STOREYS = ['engine', 'workers', 'runtime', 'app'];

export const ZONES = [
  ...STOREYS.flatMap((target, level) =>
    STOREYS.slice(level + 1).map((from) => ({
      target: `src/${target}`,
      from: `src/${from}`,
      message: `Arrows point down: app -> runtime -> workers -> engine, so ${target} may not import ${from}.`,
    })),
  ),
  ...ENGINE_ROOMS.map((room) => ({
    target: `src/engine/${room}`,
    from: 'src/engine',
    except: [...[room, ...GROUND, ...MAY_IMPORT[room]].map((other) => `src/engine/${other}`)],
    message: `engine/${room} may import only: ${[...GROUND, ...MAY_IMPORT[room]].join(', ')}.`,
  })),
];

/** Each outside library has one door: only files at or under these places may import it. */
export const DOORS = [
  { name: 'onnxruntime-web', doors: ['src/engine/ort/session.ts'] },
  { name: 'hnswlib-wasm', doors: ['src/engine/index/hnsw.ts'] },
  { name: '@zip.js/zip.js', doors: ['src/engine/exchange/zip'] },
  { name: 'papaparse', doors: ['src/engine/exchange/csv'] },
  { name: '@e965/xlsx', doors: ['src/engine/exchange/workbook'] },
  { name: 'idb', doors: ['src/engine/library'] },
  { name: 'comlink', doors: ['src/workers'] },
  { name: 'svelte', doors: ['src/app', 'src/main.ts'] },
  { name: 'pmtiles', doors: ['src/engine/survey/tile-map.ts'] },
  { name: '@mapbox/vector-tile', doors: ['src/engine/survey/tile-map.ts'] },
  { name: 'pbf', doors: ['src/engine/survey/tile-map.ts'] },
  { name: 'chart.js', doors: ['src/app/charts'] },
  { name: 'aws4fetch', doors: ['src/engine/catalogue/s3.ts'] },
  { name: 'uqr', doors: ['src/app/poster/qr.ts'] },
];
