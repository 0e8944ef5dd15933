/** Working without a network, new versions and the home screen, in English. */
import { plural } from './format';

export const offline = {
  title: 'Without a network',
  starting: 'Seeing what is already on this device…',
  fetching: 'Getting ready to work without a network…',
  progress: (done: string, total: string) => `${done} of ${total}`,
  ready: (size: string) =>
    `Huella works without a network on this device. It takes ${size}, your photos aside.`,
  unsupported:
    'This browser does not let Huella work without a network here. A private window or an address without https may be why.',
  failed: 'Huella does not work without a network yet.',
  obstacles: {
    network: 'The connection was lost while its files were being fetched.',
    changed: 'The server was changing to another version just then. Try again in a few minutes.',
    full: 'There is no space left on this device.',
    unknown: 'The browser did not keep its files.',
  },
  noNetwork: 'There is no network right now.',
  modelsNeedNetwork:
    'There is no network: models can be fetched again when there is. Those on this device work.',
  updateReady: 'A new version is ready',
  updateHint: 'It takes a second, and your photos stay.',
  updateWaiting: 'It will be used as soon as the work under way is done.',
  updateUse: 'Use it',
  incoming: (n: number) => plural(n, { one: '{n} photo arrived', other: '{n} photos arrived' }),
  incomingText: 'They were shared with Huella or opened with it. Add them to your gallery?',
  installTitle: 'Huella on your home screen',
  installWhy:
    'It opens like any other app, also without a network, and photos can be shared with it.',
  install: 'Install',
  installed: 'Huella is installed on this device.',
  installApple:
    'Tap the Share button and then “Add to Home Screen”. Otherwise the browser may delete your photos after a week without a visit.',
  installMenu: 'Choose “Install” or “Add to Home screen” in the browser’s menu, if it has it.',
};
