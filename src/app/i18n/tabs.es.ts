import type { tabsEn } from './tabs.en';

export const tabsEs: typeof tabsEn = {
  tabs: 'Conectando con tu otra pestaña de Huella…',
  silent: 'Tu otra pestaña de Huella no responde. Si sigue así, esta tomará el relevo enseguida.',
  reload: 'Recargar',
};
