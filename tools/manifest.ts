/**
 * The web app manifest in each language: what the system shows of an installed Huella, and what it
 * may open with it. Every address is relative.
 */
import type { FirstMessages } from '../src/app/i18n/messages';
import type { Language } from '../src/runtime/languages';

/** The formats that Huella opens wherever the browser can. */
const PHOTOS = {
  'image/jpeg': ['.jpg', '.jpeg'],
  'image/png': ['.png'],
  'image/webp': ['.webp'],
  'image/avif': ['.avif'],
  'image/gif': ['.gif'],
  'image/bmp': ['.bmp'],
  'image/heic': ['.heic', '.heif'],
};

export function manifestOf(language: Language, messages: FirstMessages): object {
  const { manifest: words, shell } = messages;
  const icon = (name: string, size: number, purpose: string): object => ({
    src: `./icons/${name}-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const screenshot = (name: string, width: number, height: number, label: string): object => ({
    src: `./screenshots/${name}-${language}.jpg`,
    sizes: `${width}x${height}`,
    type: 'image/jpeg',
    form_factor: name.endsWith('wide') ? 'wide' : 'narrow',
    label,
  });
  return {
    name: 'Huella',
    short_name: 'Huella',
    description: words.description,
    lang: language,
    // The same app in every language.
    id: './',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#f6f4ee',
    theme_color: '#f6f4ee',
    categories: ['photo', 'utilities', 'productivity'],
    icons: [
      { src: './icons/huella.svg', sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
      icon('huella', 192, 'any'),
      icon('huella', 512, 'any'),
      icon('huella-maskable', 192, 'maskable'),
      icon('huella-maskable', 512, 'maskable'),
    ],
    screenshots: [
      screenshot('identify-narrow', 390, 844, words.identifyLabel),
      screenshot('gallery-narrow', 390, 844, words.galleryLabel),
      screenshot('identify-wide', 960, 600, words.identifyLabel),
    ],
    shortcuts: [
      { name: shell.identify, url: './#/identify', icons: [icon('huella', 192, 'any')] },
      { name: shell.gallery, url: './#/gallery', icons: [icon('huella', 192, 'any')] },
    ],
    share_target: {
      action: './share',
      method: 'POST',
      enctype: 'multipart/form-data',
      params: { files: [{ name: 'photos', accept: ['image/*'] }] },
    },
    file_handlers: [{ action: './', accept: PHOTOS, launch_type: 'single-client' }],
    // A shared or opened photo never navigates a window in which an import runs.
    launch_handler: { client_mode: 'navigate-new' },
  };
}
