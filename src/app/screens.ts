/**
 * Every screen, one line each: its address is `#/` and its name, its title `shell` of the words.
 */

interface Screen {
  /** Its component, from this folder and without `.svelte`; fetched when first visited. */
  readonly component: string;
  /** Only of those in the navigation, in this order; the others are reached from them. */
  readonly icon?: string;
  /** The section of the navigation it belongs to: shown there as the one the person is in. */
  readonly under?: string;
}

/** The first is shown where the address names none. */
export const SCREENS = {
  identify: { component: 'identify/IdentifyScreen', icon: 'search' },
  lost: { component: 'lost/LostScreen', icon: 'flag' },
  gallery: { component: 'gallery/GalleryScreen', icon: 'grid' },
  individuals: { component: 'individuals/IndividualsScreen', icon: 'paw' },
  settings: { component: 'settings/SettingsScreen', icon: 'sliders' },
  encoders: { component: 'encoders/EncodersScreen', under: 'settings' },
  share: { component: 'share/ShareScreen', under: 'settings' },
  review: { component: 'review/ReviewScreen' },
  evaluate: { component: 'evaluate/EvaluateScreen', under: 'individuals' },
  groups: { component: 'sorting/GroupsScreen', under: 'individuals' },
  mistakes: { component: 'sorting/MistakesScreen', under: 'individuals' },
  surveys: { component: 'surveys/SurveysScreen', under: 'individuals' },
  boxes: { component: 'boxes/BoxesScreen', under: 'gallery' },
  history: { component: 'history/HistoryScreen' },
  trash: { component: 'history/TrashScreen' },
  diagnostics: { component: 'diagnostics/DiagnosticsScreen', under: 'settings' },
} as const satisfies Readonly<Record<string, Screen>>;

export type ScreenName = keyof typeof SCREENS;

export const SCREEN_NAMES = Object.keys(SCREENS) as readonly ScreenName[];

/** A screen of the navigation; its icon is checked where it is drawn. */
export type Section = {
  [Name in ScreenName]: (typeof SCREENS)[Name] extends { readonly icon: infer Drawn }
    ? { readonly name: Name; readonly icon: Drawn }
    : never;
}[ScreenName];

export const SECTIONS: readonly Section[] = SCREEN_NAMES.flatMap((name) => {
  const screen = SCREENS[name];
  return 'icon' in screen ? [{ name, icon: screen.icon } as Section] : [];
});

/** The section that a screen is shown in; null: none in particular. */
export function sectionOf(name: ScreenName): string | null {
  const screen = SCREENS[name];
  if ('icon' in screen) return name;
  return 'under' in screen ? screen.under : null;
}
