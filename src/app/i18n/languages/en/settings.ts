/** Settings, in English. */
import { number, plural } from './format';

export const settings = {
  look: 'Language and look',
  language: 'Language',
  languageAuto: 'As the browser',
  theme: 'Theme',
  themeAuto: 'As the device',
  themeLight: 'Light',
  themeDark: 'Dark',
  engine: 'How photos are compared',
  backend: 'Processor',
  backendAuto: 'Automatic',
  backendWebgpu: 'Graphics (WebGPU)',
  backendWasm: 'Main (WASM)',
  backendHint: 'Automatic tries the graphics processor and checks its results before trusting it.',
  concurrency: 'Photos at the same time',
  concurrencyHint: 'Choose one if this device gets slow or short of memory.',
  encoder: 'Model',
  encoderDefault: 'The included look-alike model',
  encoderUse:
    'It finds look-alikes of any kind of animal. It was not trained to tell the individuals of one species apart, so its first answer is a suggestion, not a proof.',
  encoderFacts: (size: string, input: number, dimension: number) =>
    `${size}, sees photos at ${number(input)} × ${number(input)}, ${number(dimension)} numbers per photo`,
  encoderLoading: 'Not loaded yet.',
  storage: 'Storage',
  storageUsed: (used: string, total: string) => `${used} used of ${total} this browser allows`,
  storageUnknown: 'This browser does not say how much space is used.',
  storagePersisted: 'The browser has promised not to delete it by itself.',
  storageNotPersisted: 'The browser may delete it if the device runs out of space.',
  diagnosticsHint: 'Numbers for whoever helps you with a problem. They hold no photo.',
  diagnosticsOpen: 'Open the diagnostics',
  danger: 'Delete everything',
  observer: 'Your name',
  observerHint:
    'Written beside each thing you decide, in the history, in backups and in exported decisions.',
  observerSaved: (name: string) => `What you decide from now on is signed ${name}.`,
  observerNone: 'What you decide from now on is not signed.',
  dangerText: 'Every photo, every name and the search index of this device. Your settings stay.',
  dangerButton: 'Delete everything…',
  dangerTitle: 'Delete the whole gallery?',
  dangerConfirm: (n: number, word: string) =>
    `${plural(n, { one: '{n} photo goes', other: '{n} photos go' })} for good. There is no copy anywhere else. To go on, type “${word}”.`,
  dangerWord: 'delete',
  dangerLabel: 'Type the word',
  dangerDone: 'Everything was deleted.',
  about: 'About Huella',
  aboutText:
    'Huella means footprint in Spanish. It is free software under the MIT licence: no account, no server, no adverts. Your photos stay on this device.',
  version: (version: string) => `Version ${version}`,
};
