import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';
import { arrows } from './tools/eslint-arrows.js';

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
const GROUND = ['types', 'errors', 'crop', 'hash', 'equal', 'space', 'microchip'];

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
  // with the distances between their places.
  exchange: ['encoder/decode', 'survey', 'matching'],
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

const ZONES = [
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

/**
 * Rules about types take 104 of 150 s of processor time here. `npm test` leaves them to oxlint,
 * which takes 10 s for all `.ts` files (.oxlintrc.json), and to svelte-check for components; an
 * editor, `npm run lint`, `npm run test:quick` and `npm run test:long` do not.
 */
const UNTYPED = Boolean(process.env.HUELLA_UNTYPED);

/** Each outside library has one door. */
const DOORS = [
  { name: 'onnxruntime-web', doors: ['src/engine/ort/session.ts'] },
  { name: 'hnswlib-wasm', doors: ['src/engine/index/hnsw.ts'] },
  { name: '@zip.js/zip.js', doors: ['src/engine/exchange/zip/**'] },
  { name: 'papaparse', doors: ['src/engine/exchange/csv/**'] },
  { name: 'idb', doors: ['src/engine/library/**'] },
  { name: 'comlink', doors: ['src/workers/**'] },
  // A folder inside another's door comes after it, and is named by both.
  {
    name: 'svelte',
    doors: ['src/app/**', 'src/app/charts/**', 'src/app/poster/qr.ts', 'src/main.ts'],
  },
  { name: 'pmtiles', doors: ['src/engine/survey/tile-map.ts'] },
  { name: '@mapbox/vector-tile', doors: ['src/engine/survey/tile-map.ts'] },
  { name: 'pbf', doors: ['src/engine/survey/tile-map.ts'] },
  { name: 'chart.js', doors: ['src/app/charts/**'] },
  { name: 'aws4fetch', doors: ['src/engine/catalogue/s3.ts'] },
  { name: 'uqr', doors: ['src/app/poster/qr.ts'] },
];

const closed = (doors) => ({
  'no-restricted-imports': [
    'error',
    {
      patterns: doors.map(({ name, doors: open }) => ({
        group: [name, `${name}/*`],
        message: `Only ${open.join(', ')} may import ${name}.`,
      })),
    },
  ],
});

/**
 * One block per distinct set of open doors: later blocks replace earlier ones for the files they
 * name.
 */
const doorRules = [
  { files: ['src/**'], rules: closed(DOORS) },
  ...[...new Set(DOORS.flatMap((door) => door.doors))].map((place) => ({
    files: [place],
    rules: closed(DOORS.filter((door) => !door.doors.includes(place))),
  })),
];

export default ts.config(
  { ignores: ['dist', 'node_modules', 'public', 'test-results', 'playwright-report', 'coverage'] },
  js.configs.recommended,
  ...ts.configs.strictTypeChecked,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, __VERSION__: 'readonly' },
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', 'tools/*.mjs'] },
        extraFileExtensions: ['.svelte'],
      },
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser, svelteConfig } },
  },
  {
    plugins: { huella: { rules: { arrows } } },
    rules: {
      'huella/arrows': ['error', ZONES],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // Indexing a typed array inside its length gives a number; the assertion says so where a
      // check would cost a loop its speed.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    rules: {
      // Sets and maps are replaced whole or hold nothing that is rendered.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // A component's props and events are `any` to the linter, which cannot look into another
      // .svelte file; svelte-check can.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // `void value` in an effect reads a signal to depend on it.
      '@typescript-eslint/no-meaningless-void-operator': 'off',
    },
  },
  ...doorRules,
  {
    files: ['**/*.js', '**/*.mjs', ...(UNTYPED ? ['**/*.svelte', '**/*.ts'] : [])],
    ...ts.configs.disableTypeChecked,
  },
);
